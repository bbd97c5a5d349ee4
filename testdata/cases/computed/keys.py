a = {"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], ("Not" if n else "") + "Resource": "arn:aws:iam::*:mfa/${aws:username}"}
b = {"Effect": "Allow", action: ["iam:CreateVirtualMFADevice"], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}
c = {**base, "Statement": [{"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}
d = Statement(Effect=aws.Allow, Action=["iam:CreateVirtualMFADevice"], Resource="arn:aws:iam::*:mfa/${aws:username}")
