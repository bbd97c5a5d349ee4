new DenyPolicyStatement({ actions: ['iam:CreateVirtualMFADevice'], resources: ['arn:aws:iam::*:mfa/${aws:username}'] });
new iam.PolicyStatement({ actions: ['iam:CreateVirtualMFADevice'], resources: ['arn:aws:iam::*:mfa/${aws:username}'] });
const x = { Effect: 'Allow', [action]: ['iam:CreateVirtualMFADevice'], Resource: 'arn:aws:iam::*:mfa/${aws:username}' };
R.mergeRight({ Effect: 'Allow', Action: ['iam:CreateVirtualMFADevice'], Resource: 'arn:aws:iam::*:mfa/${aws:username}' }, over);
const y = {...{ Effect: 'Allow', Action: ['iam:CreateVirtualMFADevice'], Resource: 'arn:aws:iam::*:mfa/${aws:username}' }, Effect: 'Deny'};
