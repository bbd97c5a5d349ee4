const role = new iam.Role(this, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
role.addToPolicy(new iam.PolicyStatement({
  actions: ['iam:CreateVirtualMFADevice'],
  resources: ['arn:aws:iam::*:mfa/${aws:username}'],
}));

const deployer = new iam.Role(this, 'Deployer', { assumedBy: new iam.AccountRootPrincipal() });
deployer.addToPrincipalPolicy(new iam.PolicyStatement({
  actions: ['iam:CreateVirtualMFADevice'],
  resources: ['arn:aws:iam::*:mfa/${aws:username}'],
}));

fn.addToRolePolicy(new iam.PolicyStatement({
  actions: ['iam:CreateVirtualMFADevice'],
  resources: ['arn:aws:iam::*:mfa/${aws:username}'],
}));

new iam.Role(this, 'Inline', {
  assumedBy: new iam.AccountRootPrincipal(),
  inlinePolicies: {
    mfa: new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({
          actions: ['iam:CreateVirtualMFADevice'],
          resources: ['arn:aws:iam::*:mfa/${aws:username}'],
        }),
      ],
    }),
  },
});
