group.add_to_policy(
    iam.PolicyStatement(
        actions=["iam:CreateVirtualMFADevice"],
        resources=[
            self.format_arn(service="iam", region="", resource="mfa", resource_name="${aws:username}"),
            Arn.format(ArnComponents(service="iam", region="", resource="mfa", resource_name="${aws:username}"), self),
        ],
    )
)
