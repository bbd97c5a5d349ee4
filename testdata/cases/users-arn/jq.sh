#!/bin/bash
SERIAL=$(aws iam get-user | jq -r .User.Arn)
aws sts get-session-token --serial-number "$SERIAL" --token-code "$1"
