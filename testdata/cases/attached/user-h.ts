const mfaStatement = { Effect: 'Allow', Action: ['iam:CreateVirtualMFADevice'], Resource: 'arn:aws:iam::*:mfa/${aws:username}' };
export const policy = { Version: '2012-10-17', Statement: [mfaStatement, other] };
const group = new aws.iam.Group('g');
const p = new aws.iam.Policy('p', { policy: JSON.stringify(policy) });
new aws.iam.GroupPolicyAttachment('a', { group: group.name, policyArn: p.arn });
export const arn = p.arn;
