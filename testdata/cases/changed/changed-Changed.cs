class Changed {
    void Make(Group group) {
        var statement = new PolicyStatement(new PolicyStatementProps {
            Actions = new[] { "iam:CreateVirtualMFADevice" },
            Resources = new[] { "arn:aws:iam::*:mfa/${aws:username}" },
        });
        statement.Effect = Effect.DENY;
        group.AddToPolicy(statement);
    }
}
