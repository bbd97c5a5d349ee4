#!/bin/bash
set -e
POLICY_DOC=$(cat <<'EOF'
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}
EOF
)
aws iam create-policy --policy-name mfa-self --policy-document "$POLICY_DOC" > /dev/null
aws iam attach-group-policy --group-name g --policy-arn "arn:aws:iam::$ACCOUNT:policy/mfa-self"
aws iam create-role --role-name ci --assume-role-policy-document file://trust.json
