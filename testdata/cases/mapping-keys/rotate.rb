serial = "arn:aws:iam::999999999999:mfa/own-user"
Aws::STS::Client.new.get_session_token(serial_number: serial, token_code: ARGV[0])
system({ "MFA_SERIAL" => serial }, "./rotate.sh")
