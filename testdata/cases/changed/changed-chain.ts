const statement = new iam.PolicyStatement();
statement.addActions('iam:CreateVirtualMFADevice');
statement.addResources('arn:aws:iam::*:mfa/${aws:username}');
statement.effect = iam.Effect.DENY;
