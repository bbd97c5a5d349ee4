const statement = new iam.PolicyStatement({ actions: ['iam:CreateVirtualMFADevice'], resources: ['arn:aws:iam::*:mfa/${aws:username}'] });
Object.assign(statement, { effect: iam.Effect.DENY });
