#!/bin/sh
aws backup put-backup-vault-access-policy --backup-vault-name v --policy '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}'
