const group = new iam.Group(this, 'Staff');
group.addToPolicy(new iam.PolicyStatement({
  actions: ['iam:CreateVirtualMFADevice'],
  resources: ['arn:aws:iam::*:mfa/${aws:username}'],
}));

const statement = new iam.PolicyStatement({
  actions: ['iam:CreateVirtualMFADevice'],
  resources: ['arn:aws:iam::*:mfa/${aws:username}'],
});
const policy = new iam.ManagedPolicy(this, 'Mfa', { statements: [statement] });
policy.addStatements(new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: ['*'] }));
group.addManagedPolicy(policy);
new CfnOutput(this, 'Arn', { value: policy.managedPolicyArn });

const someone = new iam.User(this, 'Someone');
someone.addToPolicy(new iam.PolicyStatement({
  actions: ['iam:CreateVirtualMFADevice'],
  resources: ['arn:aws:iam::*:mfa/${aws:username}'],
}));
