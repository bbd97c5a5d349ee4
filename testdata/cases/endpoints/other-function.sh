#!/bin/bash
lcl() { aws --endpoint-url http://localhost:4566 "$@"; }
lcl s3 mb s3://test
aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/own-user --token-code "$1"
