# Bad: only a device that is named after its user.
BEFORE = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}],
}

# Never allow this without a look at the account first.
IN_USE = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "iam:EnableMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}],
}
