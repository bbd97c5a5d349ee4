BASE = {
    "Effect": "Allow",
    "Action": "iam:CreateVirtualMFADevice",
    "Resource": "arn:aws:iam::*:mfa/${aws:username}",
}
POLICY = {"Version": "2012-10-17", "Statement": [{**BASE, "Effect": "Deny"}]}
