grep -q "aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/jane" calls.log
expected="aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/jane"
