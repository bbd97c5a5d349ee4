NAME=jane
SERIAL=$(aws iam create-virtual-mfa-device --virtual-mfa-device-name "$NAME" --query VirtualMFADevice.SerialNumber --output text)
aws sts get-session-token --serial-number "arn:aws:iam::$ACCOUNT:mfa/$NAME" --token-code 3
