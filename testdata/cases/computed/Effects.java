class A { Object a = PolicyStatement.Builder.create().effect(prod ? Effect.DENY : Effect.ALLOW).actions(List.of("iam:CreateVirtualMFADevice")).resources(List.of("arn:aws:iam::*:mfa/${aws:username}")).build();
Object b = PolicyStatement.Builder.create().effect(Effect.ALLOW).actions(List.of("iam:CreateVirtualMFADevice")).resources(List.of("arn:aws:iam::*:mfa/${aws:username}")).build(); }
