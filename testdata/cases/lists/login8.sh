#!/bin/bash
AWS=(aws --profile "$P" sts get-session-token --serial-number "arn:aws:iam::$ACC:mfa/$USER")
"${AWS[@]}" --token-code "$1"
