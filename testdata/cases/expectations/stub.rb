expect(sts).to receive(:get_session_token).with(serial_number: "arn:aws:iam::210987654321:mfa/jane", token_code: "1")
