@echo off
aws sts get-session-token --serial-number arn:aws:iam::%ACCOUNT_ID%:mfa/%USERNAME% --token-code %1
