#!/bin/sh
yq -o=json '.Statement[0].Effect = "Deny"' - <<'E' > own.json
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}
E
