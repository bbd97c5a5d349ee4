export AWS_ENDPOINT_URL=http://localhost:4566
aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/jane --token-code 3
