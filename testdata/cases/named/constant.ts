const ME = '${aws:username}';
group.addToPolicy(new iam.PolicyStatement({
  actions: ['iam:CreateVirtualMFADevice'],
  resources: ['arn:aws:iam::*:mfa/' + ME, `arn:aws:iam::*:mfa/${OTHER}`],
}));
