local arn = 'arn:aws:iam::' + std.extVar('account') + ':mfa/${aws:username}';
{
  Statement: [{ Effect: 'Allow', Action: 'iam:CreateVirtualMFADevice', Resource: 'arn:aws:iam::*:mfa/${aws:username}' }],
}
