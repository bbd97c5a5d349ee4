r = core.Stack.of(self).format_arn(core.ArnComponents(service="iam", region="", resource="mfa", resource_name="${aws:username}"))
