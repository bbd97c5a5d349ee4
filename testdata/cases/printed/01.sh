#!/bin/bash
SERIAL=$(jq -rn --arg u "$USER" '"arn:aws:iam::210987654321:mfa/" + $u')
aws sts get-session-token --serial-number "$SERIAL" --token-code "$1"
