sts = Aws::STS::Client.new(stub_responses: true)
sts.get_session_token(serial_number: "arn:aws:iam::210987654321:mfa/jane", token_code: "1")
