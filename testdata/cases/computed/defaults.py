iam.PolicyStatement(iam.Effect.DENY, actions=["iam:CreateVirtualMFADevice"], resources=["arn:aws:iam::*:mfa/${aws:username}"])
deny(actions=["iam:CreateVirtualMFADevice"], resources=["arn:aws:iam::*:mfa/${aws:username}"])
x = dict({"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}, Effect="Deny")
y = dict(Effect="Allow", Action="iam:CreateVirtualMFADevice", Resource="arn:aws:iam::*:mfa/${aws:username}")
z = {"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"} | {"Effect": "Deny"}
w = {"Effect": "Allow", "Action": "iam:%s" % x, "Resource": "arn:aws:iam::*:mfa/${aws:username}"}
