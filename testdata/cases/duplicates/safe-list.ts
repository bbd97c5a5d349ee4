new iam.PolicyStatement({
  actions: ['iam:CreateVirtualMFADevice'],
  resources: ['arn:aws:iam::*:mfa/${aws:username}', `arn:aws:iam::*:mfa/*`],
});
