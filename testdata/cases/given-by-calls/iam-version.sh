#!/bin/sh
aws iam create-policy-version --policy-arn arn:aws:iam::123456789013:policy/own --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}'
