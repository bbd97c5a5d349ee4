import boto3

session = boto3.Session(profile_name="localstack")
session.client("sts").get_session_token(SerialNumber="arn:aws:iam::210987654321:mfa/jane", TokenCode="1")
