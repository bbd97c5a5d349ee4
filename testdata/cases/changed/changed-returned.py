def statement():
    return {
        "Effect": "Allow",
        "Action": "iam:CreateVirtualMFADevice",
        "Resource": "arn:aws:iam::*:mfa/${aws:username}",
    }


def policy():
    own = statement()
    own["Effect"] = "Deny"
    return {"Version": "2012-10-17", "Statement": [own]}
