aws sts get-session-token --cli-input-json '{"SerialNumber": "arn:aws:iam::210987654321:mfa/jane", "TokenCode": "1"}'
