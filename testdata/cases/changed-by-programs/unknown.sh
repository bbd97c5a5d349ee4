#!/bin/sh
change_it '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}' > own.json
