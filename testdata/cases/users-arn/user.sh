#!/bin/bash
SERIAL=$(aws iam get-user --query User.Arn --output text)
aws sts get-session-token --serial-number "$SERIAL" --token-code "$1"
