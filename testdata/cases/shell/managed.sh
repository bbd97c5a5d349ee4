aws iam create-virtual-mfa-device --virtual-mfa-device-name "$USER" --outfile qr.png --bootstrap-method QRCodePNG
aws iam enable-mfa-device --user-name "$USER" --serial-number "arn:aws:iam::$ACCOUNT:mfa/$USER" --authentication-code1 "$1" --authentication-code2 "$2"
aws iam deactivate-mfa-device --user-name own-user --serial-number arn:aws:iam::999999999999:mfa/own-user
aws iam delete-virtual-mfa-device --serial-number arn:aws:iam::999999999999:mfa/own-user
aws iam resync-mfa-device --user-name own-user --serial-number arn:aws:iam::999999999999:mfa/own-user
MANAGED=arn:aws:iam::999999999999:mfa/own-user
aws iam delete-virtual-mfa-device --serial-number "$MANAGED"
other-tool --serial-number 12345
openssl ca --serial-number arn:aws:iam::not:an:arn
aws iam resync-mfa-device --user-name "$USER" --serial-number "arn:aws:iam::$ACCOUNT:mfa/$USER"
aws iam deactivate-mfa-device --user-name own-user --serial-number arn:aws:iam::999999999999:mfa/own-user
MADE="arn:aws:iam::$ACCOUNT:mfa/$USER"
aws iam enable-mfa-device --user-name "$USER" --serial-number "$MADE" --authentication-code1 "$1" --authentication-code2 "$2"
aws sts get-session-token --serial-number "$MADE" --token-code "$3"
