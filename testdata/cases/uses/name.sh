#!/bin/bash
MFA_ARN=arn:aws:iam::210987654321:mfa/jane
aws sts get-session-token --serial-number "$MFA_ARN" --token-code "$1"
aws iam get-user --user-name "${MFA_ARN##*/}"
