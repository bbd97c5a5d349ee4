class Stack {
  void make() {
    Role.Builder.create(this, "Admin")
        .assumedBy(new AccountRootPrincipal())
        .inlinePolicies(Map.of("mfa", PolicyDocument.Builder.create()
            .statements(List.of(PolicyStatement.Builder.create()
                .effect(Effect.ALLOW)
                .actions(List.of("iam:CreateVirtualMFADevice"))
                .resources(List.of("arn:aws:iam::*:mfa/${aws:username}"))
                .build()))
            .build()))
        .build();
  }
}
