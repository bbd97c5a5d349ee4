class A { void m(IGrantable grantee) {
  PolicyStatement s = PolicyStatement.Builder.create().actions(List.of("iam:CreateVirtualMFADevice")).resources(List.of("arn:aws:iam::*:mfa/${aws:username}")).build();
  grantee.getGrantPrincipal().addToPrincipalPolicy(s);
} }
