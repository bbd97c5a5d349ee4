import copy
s = {"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}
d = copy.deepcopy(s)
d["Effect"] = "Deny"
