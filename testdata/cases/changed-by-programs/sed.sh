#!/bin/sh
sed -e "s/Allow/$EFFECT/" > own.json <<'E'
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}
E
