aws iam create-virtual-mfa-device --virtual-mfa-device-name jane --outfile q.png --bootstrap-method QRCodePNG
aws iam enable-mfa-device --user-name jane --serial-number arn:aws:iam::210987654321:mfa/jane --authentication-code1 1 --authentication-code2 2
aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/jane --token-code 3
