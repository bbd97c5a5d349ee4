const statement = new iam.PolicyStatement({
  actions: ['iam:CreateVirtualMFADevice'],
  resources: ['arn:aws:iam::*:mfa/${aws:username}'],
});
statement.effect = iam.Effect.DENY;
group.addToPolicy(statement);
