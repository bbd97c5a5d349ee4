#!/bin/bash
args=(--profile "$P" --serial-number "arn:aws:iam::$ACC:mfa/$USER")
args+=(--token-code "$1")
aws sts get-session-token "${args[@]}"
