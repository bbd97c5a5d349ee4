role = iam.Role(self, "Role", assumed_by=iam.AccountRootPrincipal())
role.add_to_policy(
    iam.PolicyStatement(
        actions=["iam:CreateVirtualMFADevice"],
        resources=["arn:aws:iam::*:mfa/${aws:username}"],
    )
)
