aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/nobody --token-code 1
