iam.PolicyStatement(effect=iam.Effect.DENY if x else iam.Effect.ALLOW, actions=["iam:CreateVirtualMFADevice"], resources=["arn:aws:iam::*:mfa/${aws:username}"])
iam.PolicyStatement(**common, actions=["iam:CreateVirtualMFADevice"], resources=["arn:aws:iam::*:mfa/${aws:username}"])
x = {"Effect":"Allow", "Action":["iam:CreateVirtualMFADevice"], "Resource":"arn:aws:iam::*:mfa/${aws:username}", **override}
Statement(Effect=Allow, Action=[Action("iam", "CreateVirtualMFADevice"), Action("iam", "EnableMFADevice")], Resource=[Join("", ["arn:aws:iam::", Ref("AWS::AccountId"), ":mfa/${aws:username}"])])
Statement(Effect=Deny, NotAction=[Action("iam", "*")], Resource=[Join("", ["arn:aws:iam::", Ref("AWS::AccountId"), ":mfa/${aws:username}"])])
Statement(Effect=Allow, Action=[awacs.iam.CreateVirtualMFADevice], Resource=["arn:aws:iam::*:mfa/${aws:username}"])
y = {"Effect":"Allow", "Action":[a for a in acts if a != "iam:DeleteVirtualMFADevice"], "Resource":"arn:aws:iam::*:mfa/${aws:username}"}
