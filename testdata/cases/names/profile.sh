aws sts get-session-token --serial-number arn:aws:iam::$ACCT:mfa/$AWS_PROFILE --profile $AWS_PROFILE --token-code 1
