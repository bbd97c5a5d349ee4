opts="--serial-number arn:aws:iam::210987654321:mfa/jane"
aws sts get-session-token $opts --token-code 1
