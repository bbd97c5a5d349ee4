with patch("boto3.client"):
    boto3.client("sts").get_session_token(SerialNumber="arn:aws:iam::210987654321:mfa/jane", TokenCode="123456")
