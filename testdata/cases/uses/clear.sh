#!/bin/bash
# Every use is the call, a test for emptiness, or shown.
MFA_ARN=arn:aws:iam::210987654321:mfa/jane
: "${MFA_ARN:?set it first}"
if [ -z "$MFA_ARN" ]; then
  echo "MFA_ARN is empty" >&2
  exit 1
fi
echo "Signing in with $MFA_ARN"
aws sts get-session-token --serial-number "$MFA_ARN" --token-code "$1"
