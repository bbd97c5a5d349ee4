#!/bin/sh
put() {
  aws iam put-group-policy --group-name staff --policy-name "$1" --policy-document "$2"
}
put own '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}'
