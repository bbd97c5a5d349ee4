statement = {
    "Effect": "Allow",
    "Action": "iam:CreateVirtualMFADevice",
    "Resource": "arn:aws:iam::*:mfa/${aws:username}",
}
statement["Effect"] = "Deny"
policy = {"Version": "2012-10-17", "Statement": [statement]}
