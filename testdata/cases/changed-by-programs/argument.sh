#!/bin/sh
jq -n --argjson p '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}' '$p | .Statement[0].Effect = "Deny"' > own.json
