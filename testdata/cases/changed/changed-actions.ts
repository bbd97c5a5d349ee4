const statement = new iam.PolicyStatement({
  effect: iam.Effect.ALLOW,
  actions: ['iam:CreateVirtualMFADevice'],
  resources: ['arn:aws:iam::*:mfa/${aws:username}'],
});
if (props.canDelete) {
  statement.addActions('iam:DeleteVirtualMFADevice');
}
group.addToPolicy(statement);
