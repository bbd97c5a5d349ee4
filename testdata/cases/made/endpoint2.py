sts = boto3.client("sts", endpoint_url=ENDPOINT)
sts.get_session_token(SerialNumber="arn:aws:iam::210987654321:mfa/jane", TokenCode=code)
