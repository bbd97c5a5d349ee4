#!/bin/sh
serial=$(aws sts get-caller-identity | jq -r '"arn:aws:iam::\(.Account):mfa/\(.Arn | split("/")[-1])"')
aws sts get-session-token --serial-number "$serial" --token-code "$1"
other=$(aws sts get-caller-identity --query Arn --output text | awk -F'user/' '{print $1 "mfa/" $2}')
aws sts get-session-token --serial-number "$other" --token-code "$1"
first=$(aws iam list-mfa-devices | jq -r '.[][0].SerialNumber')
aws sts get-session-token --serial-number "$first" --token-code "$1"
