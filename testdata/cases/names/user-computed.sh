aws sts get-session-token --serial-number arn:aws:iam::$ACCT:user/$USER --token-code 1
