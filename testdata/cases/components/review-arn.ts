group.addToPolicy(new iam.PolicyStatement({
  actions: ['iam:CreateVirtualMFADevice'],
  resources: [
    cdk.Stack.of(this).formatArn({ service: 'iam', region: '', resource: 'mfa', resourceName: '${aws:username}', arnFormat: format }),
  ],
}));
role.addToPolicy(new iam.PolicyStatement({
  actions: ['iam:CreateVirtualMFADevice'],
  resources: [this.formatArn({ service: 'iam', region: '', resource: 'mfa', resourceName: '${aws:username}' })],
}));
