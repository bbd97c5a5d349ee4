#!/bin/sh
jq --arg e "$EFFECT" '.Statement[0].Effect = $e' > own.json <<'E'
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}
E
