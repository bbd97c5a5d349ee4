#!/bin/bash
SERIAL=$(aws iam get-user --query "join('', ['arn:aws:iam::210987654321:mfa/', User.UserName])" --output text)
aws sts get-session-token --serial-number "$SERIAL" --token-code "$1"
