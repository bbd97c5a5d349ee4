import boto3

MFA_SERIAL = "arn:aws:iam::210987654321:mfa/jane"
boto3.client("sts").get_session_token(SerialNumber=MFA_SERIAL, TokenCode=code)
