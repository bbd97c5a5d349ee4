#!/bin/bash
args=(--serial-number "arn:aws:iam::$ACC:mfa/$USER" --token-code "$1")
aws sts get-session-token "${args[@]}"
