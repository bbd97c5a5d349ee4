group.addToPolicy(new iam.PolicyStatement({
  actions: ['iam:CreateVirtualMFADevice'],
  resources: [this.formatArn({ service: 'iam', region: '', resource: 'mfa', resourceName: '${aws:username}' })],
}));
group.addToPolicy(new iam.PolicyStatement({
  actions: ['iam:CreateVirtualMFADevice'],
  resources: [
    cdk.Arn.format({ service: 'iam', region: '', resource: 'mfa', resourceName: '${aws:username}' }, stack),
    cdk.Arn.format({ service: 'iam', region: '', resource: 'user', resourceName: '${aws:username}' }, stack),
  ],
}));
