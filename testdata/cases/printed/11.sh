#!/bin/bash
SERIAL=$(paste -d/ <(echo arn:aws:iam::210987654321:mfa) <(whoami))
aws sts get-session-token --serial-number "$SERIAL" --token-code "$1"
