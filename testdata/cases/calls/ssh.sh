ssh bastion "aws sts get-session-token --serial-number arn:aws:iam::$ACCOUNT:mfa/$USER"
