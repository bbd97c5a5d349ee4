#!/bin/sh
cat > own.json <<'E'
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}
E
aws iam put-group-policy --group-name staff --policy-name own --policy-document file://own.json
