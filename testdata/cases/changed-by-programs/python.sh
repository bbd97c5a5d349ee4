#!/bin/sh
python3 -c 'import json, sys; d = json.load(sys.stdin); d["Statement"][0]["Effect"] = "Deny"; print(json.dumps(d))' <<'E' > own.json
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}
E
