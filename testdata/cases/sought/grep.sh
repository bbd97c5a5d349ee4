#!/bin/sh
# Uploads the policy unless one of its kind is there.
if ! grep -qF 'mfa/${aws:username}' current.json; then
  aws iam put-user-policy --user-name "$1" --policy-name mfa --policy-document '{
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "iam:EnableMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]
  }'
fi
