export AWS_MFA_SERIAL="arn:aws:iam::210987654321:mfa/$USER"
