#!/bin/bash
export MFA_ARN=arn:aws:iam::210987654321:mfa/jane
aws sts get-session-token --serial-number "$MFA_ARN" --token-code "$1"
python3 deploy.py
