export const statement = new iam.PolicyStatement({
  actions: ['iam:CreateVirtualMFADevice'],
  resources: ['arn:aws:iam::*:mfa/${aws:username}'],
});
const document = new iam.PolicyDocument({ statements: [statement] });
document.addStatements(new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: ['*'] }));
new iam.ManagedPolicy(this, 'Mfa', { document });
