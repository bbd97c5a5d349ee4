new iam.PolicyStatement({ effect: isProd ? iam.Effect.DENY : iam.Effect.ALLOW, actions: ['iam:CreateVirtualMFADevice'], resources: ['arn:aws:iam::*:mfa/${aws:username}'] });
new iam.PolicyStatement({ effect: deny, actions: ['iam:CreateVirtualMFADevice'], resources: ['arn:aws:iam::*:mfa/${aws:username}'] });
new iam.PolicyStatement({ ...common, actions: ['iam:CreateVirtualMFADevice'], resources: ['arn:aws:iam::*:mfa/${aws:username}'] });
new iam.PolicyStatement({ effect: iam.Effect.ALLOW, actions: ['iam:CreateVirtualMFADevice'], resources: ['arn:aws:iam::*:mfa/${aws:username}'] });
new iam.PolicyStatement({ actions: ['iam:CreateVirtualMFADevice'], resources: ['arn:aws:iam::*:mfa/${aws:username}'] });
new iam.PolicyStatement({ effect: iam.Effect.ALLOW, actions: extra.concat(['iam:CreateVirtualMFADevice']), resources: ['arn:aws:iam::*:mfa/${aws:username}'] });
