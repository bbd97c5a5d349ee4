aws --endpoint-url https://vpce-1.sts.eu-west-1.vpce.amazonaws.com sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/jane --token-code 3
