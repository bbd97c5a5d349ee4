#!/bin/bash
args=(--serial-number "arn:aws:iam::$ACC:mfa/$USER")
if [ -n "$P" ]; then args+=(--profile "$P"); fi
aws sts get-session-token "${args[@]}"
