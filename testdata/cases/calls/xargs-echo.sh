#!/bin/bash
echo "--serial-number arn:aws:iam::210987654321:mfa/jane" | xargs aws sts get-session-token --token-code "$1"
