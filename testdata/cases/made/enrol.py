iam.enable_mfa_device(UserName="jane", SerialNumber="arn:aws:iam::210987654321:mfa/jane", AuthenticationCode1=a, AuthenticationCode2=b)
sts.get_session_token(SerialNumber="arn:aws:iam::210987654321:mfa/jane", TokenCode=c)
