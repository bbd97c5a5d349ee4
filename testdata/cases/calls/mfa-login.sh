aws configure mfa-login --serial-number arn:aws:iam::210987654321:mfa/jane
