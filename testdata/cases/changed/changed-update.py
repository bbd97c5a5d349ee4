import json

policy = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "iam:CreateVirtualMFADevice",
            "Resource": "arn:aws:iam::*:mfa/${aws:username}",
        }
    ],
}
policy["Statement"][0].update({"Effect": "Deny"})
print(json.dumps(policy))
