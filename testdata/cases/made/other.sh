aws iam create-virtual-mfa-device --virtual-mfa-device-name joe --outfile q.png --bootstrap-method QRCodePNG
aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/jane --token-code 3
