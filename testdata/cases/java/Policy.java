class Policy {
  /** arn:aws:iam::*:mfa/${aws:username} */
  Object own() {
    return PolicyStatement.Builder.create()
        .effect(Effect.ALLOW)
        .actions(List.of("iam:CreateVirtualMFADevice"))
        .resources(List.of("arn:aws:iam::" + account + ":mfa/${aws:username}", "arn:aws:iam::*:mfa/${aws:username}"))
        .build();
  }

  String document = """
      {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}
      """;

  void login() {
    sts.getSessionToken(GetSessionTokenRequest.builder().serialNumber("arn:aws:iam::210987654321:mfa/deploy").build());
    new GetSessionTokenRequest().withSerialNumber("arn:aws:iam::" + account + ":mfa/" + user);
  }
}
