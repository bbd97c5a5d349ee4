statements = []
statements.append({"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"})
statements[-1]["Effect"] = effect
