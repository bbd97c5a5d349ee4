#!/bin/bash
SERIAL=$(aws iam get-user --output text --query "join('/', ['arn:aws:iam::210987654321:mfa', User.UserName])")
aws sts get-session-token --serial-number "$SERIAL" --token-code "$1"
