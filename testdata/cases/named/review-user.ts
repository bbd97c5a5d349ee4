user.addToPolicy(new iam.PolicyStatement({
  actions: ['iam:CreateVirtualMFADevice'],
  resources: [`arn:aws:iam::${this.account}:mfa/${user.userName}`],
}));
user.addToPolicy(new iam.PolicyStatement({
  actions: ['iam:CreateVirtualMFADevice'],
  resources: ['arn:aws:iam::' + this.account + ':mfa/' + user.userName],
}));
