const statement = new iam.PolicyStatement({
  actions: ['iam:CreateVirtualMFADevice'],
  resources: ['arn:aws:iam::*:mfa/${aws:username}'],
});
const policy = new iam.Policy(this, 'Mfa', { statements: [statement] });
taskRole.attachInlinePolicy(policy);

const managed = new iam.ManagedPolicy(this, 'Managed');
managed.addStatements(new iam.PolicyStatement({
  actions: ['iam:CreateVirtualMFADevice'],
  resources: ['arn:aws:iam::*:mfa/${aws:username}'],
}));
managed.attachToRole(taskRole);

new iam.ManagedPolicy(this, 'WithRoles', {
  roles: [taskRole],
  statements: [
    new iam.PolicyStatement({
      actions: ['iam:CreateVirtualMFADevice'],
      resources: ['arn:aws:iam::*:mfa/${aws:username}'],
    }),
  ],
});
