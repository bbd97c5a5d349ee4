#!/bin/bash
export PATH="/usr/local/bin:$PATH"
aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/jane --token-code "$1"
