class C { Object a = PolicyStatement.Builder.create().effect(Effect.ALLOW).actions(Collections.singletonList("iam:CreateVirtualMFADevice")).resources(List.of("arn:aws:iam::*:mfa/${aws:username}")).build();
Object b = PolicyStatementProps.builder().actions(List.of("iam:CreateVirtualMFADevice")).resources(List.of("arn:aws:iam::*:mfa/${aws:username}")).build();
Object c = this.createDenyPolicyStatement().addActions("iam:CreateVirtualMFADevice").addResources("arn:aws:iam::*:mfa/${aws:username}"); }
