const base = { Effect: 'Allow', Action: 'iam:CreateVirtualMFADevice', Resource: 'arn:aws:iam::*:mfa/${aws:username}' };
export const document = { Version: '2012-10-17', Statement: [{ ...base, Effect: 'Deny' }] };
