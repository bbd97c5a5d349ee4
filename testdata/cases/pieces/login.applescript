do shell script "aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/" & userName
