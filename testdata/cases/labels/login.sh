#!/bin/sh
# Bad:
aws sts get-session-token --serial-number arn:aws:iam::370512345678:mfa/alice --token-code "$1"
# Good:
aws sts get-session-token --serial-number arn:aws:iam::370512345678:mfa/bob --token-code "$1"
