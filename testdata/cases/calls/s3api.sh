aws s3api delete-object --bucket b --key k --mfa "arn:aws:iam::210987654321:mfa/jane 123456"
