import * as iam from 'aws-cdk-lib/aws-iam';
const s = new iam.PolicyStatement({
  effect: iam.Effect.ALLOW,
  actions: ['iam:CreateVirtualMFADevice'],
  resources: ['arn:aws:iam::*:mfa/${aws:username}'],
});
if (s.resources.includes('arn:aws:iam::*:mfa/${aws:username}')) {
  console.log('ok');
}
