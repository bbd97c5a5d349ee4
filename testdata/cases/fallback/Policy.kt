val p = "arn:aws:iam::*:mfa/${'$'}{aws:username}"
