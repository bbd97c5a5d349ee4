class ChangedStack {
  void make(Group group) {
    PolicyStatement statement = PolicyStatement.Builder.create()
        .actions(List.of("iam:CreateVirtualMFADevice"))
        .resources(List.of("arn:aws:iam::*:mfa/${aws:username}"))
        .build();
    statement.setEffect(Effect.DENY);
    group.addToPolicy(statement);
  }
}
