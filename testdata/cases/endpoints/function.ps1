function laws { aws --endpoint-url http://localhost:4566 @args }
laws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/own-user --token-code 123456
