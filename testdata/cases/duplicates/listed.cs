class A { void F() {
  group.AddToPolicy(new PolicyStatement(new PolicyStatementProps {
    Actions = ["iam:CreateVirtualMFADevice"],
    Resources = ["arn:aws:iam::*:mfa/*", "arn:aws:iam::*:mfa/${aws:username}"]
  }));
} }
