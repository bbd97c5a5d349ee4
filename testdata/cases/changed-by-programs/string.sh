#!/bin/sh
jq '.Statement[0].Effect = "Deny"' <<< '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}' > own.json
