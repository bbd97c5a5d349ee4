#!/bin/sh
P='{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}'
P=$(jq '.Statement[0].Effect = "Deny"' <<< "$P")
aws iam put-group-policy --group-name staff --policy-name own --policy-document "$P"
