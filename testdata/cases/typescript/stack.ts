import * as iam from 'aws-cdk-lib/aws-iam';

// resources: [`arn:aws:iam::${account}:mfa/\${aws:username}`],
const own = new iam.PolicyStatement({
  effect: iam.Effect.ALLOW,
  actions: ['iam:CreateVirtualMFADevice'],
  resources: [
    `arn:aws:iam::${this.account}:mfa/\${aws:username}`,
    'arn:aws:iam::' + this.account + ':mfa/${aws:username}',
    ['arn:aws:iam:', account, 'mfa/${aws:username}'].join(':'),
    cdk.Fn.join('', ['arn:aws:iam::', cdk.Aws.ACCOUNT_ID, ':mfa/${aws:username}']),
    cdk.Fn.sub('arn:aws:iam::${AWS::AccountId}:mfa/${!aws:username}'),
  ],
});
const rest = new iam.PolicyStatement({ effect: iam.Effect.DENY, notActions: ['iam:*'], notResources: ["arn:aws:iam::*:mfa/${aws:username}"] });
const implied = new iam.PolicyStatement({ actions: ['iam:TagMFADevice'], resources: ["arn:aws:iam::*:mfa/${aws:username}"] });
const pulumi = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "iam:CreateVirtualMFADevice", Resource: "arn:aws:iam::*:mfa/${aws:username}" }] });
statement.addResources("arn:aws:iam::*:mfa/${aws:username}");
const policy = `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:*", "Resource": "arn:aws:iam::${account}:mfa/\${aws:username}"}]}`;
