let serial = "arn:aws:iam::" . account . ":mfa/" . $USER
let other = 'arn:aws:iam::210987654321:mfa/' . expand('$USER')
