#!/bin/bash
MFA_ARN=arn:aws:iam::210987654321:mfa/deploy
aws sts get-session-token --serial-number "$MFA_ARN" --token-code "$1"
