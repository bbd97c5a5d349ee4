from moto import mock_aws
@mock_aws
def f():
    boto3.client("sts").get_session_token(SerialNumber="arn:aws:iam::210987654321:mfa/jane", TokenCode="123456")
