#!/bin/bash
MFA_ARN=arn:aws:iam::210987654321:mfa/deploy-robot
aws sts get-session-token --serial-number "$MFA_ARN" --token-code "$1"
echo "${MFA_ARN##*/}"
