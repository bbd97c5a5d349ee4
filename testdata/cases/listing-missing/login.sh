aws sts get-session-token --serial-number "arn:aws:iam::$ACC:mfa/$USER" --token-code "$1"
