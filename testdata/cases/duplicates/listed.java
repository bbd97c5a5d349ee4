class A { void f() {
    group.addToPolicy(PolicyStatement.Builder.create().actions(List.of("iam:CreateVirtualMFADevice")).resources(List.of("arn:aws:iam::*:mfa/*", "arn:aws:iam::*:mfa/${aws:username}")).build());
    group.addToPolicy(PolicyStatement.Builder.create().actions(List.of("iam:CreateVirtualMFADevice")).resources(Arrays.asList("*", "arn:aws:iam::*:mfa/${aws:username}")).build());
} }
