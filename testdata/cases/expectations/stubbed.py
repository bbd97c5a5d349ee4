stubber.add_response("get_session_token", {}, {"SerialNumber": "arn:aws:iam::210987654321:mfa/jane", "TokenCode": "1"})
client.get_session_token.assert_called_once_with(SerialNumber="arn:aws:iam::210987654321:mfa/jane", TokenCode="1")
