aws sts get-session-token --serial-number arn:aws:iam::210987654321:user/jane --token-code 1
