class B { object a = new PolicyStatement(new PolicyStatementProps { Actions = new[]{"iam:CreateVirtualMFADevice"}, Resources = new[]{"arn:aws:iam::*:mfa/${aws:username}"} }); }
