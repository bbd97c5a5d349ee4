#!/bin/bash
ARN="arn:aws:iam::$ACC:mfa/$USER"
args=(sts get-session-token --serial-number "$ARN" --token-code "$1")
aws "${args[@]}"
