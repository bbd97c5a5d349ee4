#!/bin/sh
aws --profile localstack-dev sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/jane --token-code "$1"
