#!/bin/sh
aws accessanalyzer validate-policy --policy-type IDENTITY_POLICY --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}'
