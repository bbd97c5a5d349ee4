class A { Object a = new Statement(Effect.Deny).withActions("iam:CreateVirtualMFADevice").withResources("arn:aws:iam::*:mfa/${aws:username}"); }
