let serial = "arn:aws:iam::210987654321:mfa/" <> user
