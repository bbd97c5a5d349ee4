import boto3
sts = boto3.client("sts", endpoint_url="http://localhost:4566")
sts.get_session_token(SerialNumber="arn:aws:iam::210987654321:mfa/jane", TokenCode="123456")
