#!/bin/bash
SERIAL=$(aws sts get-caller-identity | jq -r '"arn:aws:iam::\(.Account):mfa/" + (.Arn | split("/")[1])')
aws sts get-session-token --serial-number "$SERIAL" --token-code "$1"
