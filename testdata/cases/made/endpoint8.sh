aws --endpoint-url http://localhost:9000 s3 ls
aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/jane --token-code 3
