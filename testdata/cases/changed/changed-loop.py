STATEMENTS = [
    {
        "Effect": "Allow",
        "Action": "iam:CreateVirtualMFADevice",
        "Resource": "arn:aws:iam::*:mfa/${aws:username}",
    },
]


def deny_all():
    for statement in STATEMENTS:
        statement["Effect"] = "Deny"
