#!/bin/bash
SERIAL=$(aws sts get-caller-identity --query Arn --output text | awk -F: '{split($6,a,"/"); print "arn:aws:iam::"$5":mfa/"a[2]}')
aws sts get-session-token --serial-number "$SERIAL" --token-code "$1"
