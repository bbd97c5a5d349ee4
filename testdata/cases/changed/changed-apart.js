const document = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iam:CreateVirtualMFADevice', Resource: 'arn:aws:iam::*:mfa/${aws:username}' }],
};
const { Statement: [first] } = document;
first.Effect = effect;
