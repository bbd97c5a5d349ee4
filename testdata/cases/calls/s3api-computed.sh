aws s3api delete-object --bucket b --key k --mfa "arn:aws:iam::$ACCOUNT:mfa/$USER $CODE"
