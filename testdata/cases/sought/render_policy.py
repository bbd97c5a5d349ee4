import json
policy = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}],
}
assert json.loads(render())["Statement"][0]["Resource"] == "arn:aws:iam::*:mfa/${aws:username}"
