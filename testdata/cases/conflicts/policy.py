import json

policy = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]})
<<<<<<< HEAD
name = "own"
=======
name = "own-mfa"
>>>>>>> devices
