new aws.iam.RolePolicy('mfa', {
  role: role.id,
  policy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'iam:CreateVirtualMFADevice', Resource: 'arn:aws:iam::*:mfa/${aws:username}' }],
  }),
});

const policy = new aws.iam.Policy('self', {
  policy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'iam:CreateVirtualMFADevice', Resource: 'arn:aws:iam::*:mfa/${aws:username}' }],
  }),
});
new aws.iam.RolePolicyAttachment('self', { role: role.name, policyArn: policy.arn });
