#!/bin/bash
SERIAL=$(echo arn:aws:iam::210987654321:mfa/deploy)
aws sts get-session-token --serial-number "$SERIAL" --token-code "$1"
