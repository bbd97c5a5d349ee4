mfa_process = "arn:aws:iam::210987654321:mfa/jane"
