#!/bin/bash
# usage: login.sh MFA_DEVICE_NAME CODE
aws sts get-session-token --serial-number "arn:aws:iam::210987654321:mfa/$1" --token-code "$2"
