#!/bin/sh
aws sns set-topic-attributes --topic-arn t --attribute-name Policy --attribute-value '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}'
