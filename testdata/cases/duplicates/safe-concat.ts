group.addToPolicy(new iam.PolicyStatement({
  actions: ['iam:CreateVirtualMFADevice'],
  resources: ['arn:aws:iam::' + account + ':mfa/*', 'arn:aws:iam::' + account + ':mfa/${aws:username}'],
}));
