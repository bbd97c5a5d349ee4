ACCOUNT=$(aws sts get-caller-identity --query Account --output text)
aws sts get-session-token --serial-number "arn:aws:iam::${ACCOUNT}:mfa/${USER}"
aws sts get-session-token --serial-number arn:aws:iam::$ACCOUNT:mfa/$(whoami)
aws sts get-session-token --serial-number "arn:aws:iam::$ACCOUNT:mfa/alice"
SED=$(aws sts get-caller-identity --query Arn --output text | sed 's/user/mfa/')
aws sts get-session-token --serial-number "$SED"
CUT=$(aws sts get-caller-identity | jq -r .Arn)
CUT=${CUT/:user/:mfa}
aws sts get-session-token --serial-number "$CUT"
mfa_arn() { aws sts get-caller-identity --query Arn --output text | sed -e 's#:user/#:mfa/#g'; }
aws sts get-session-token --serial-number "$(mfa_arn)"
FIRST=$(aws iam list-mfa-devices --user-name "$USER" --query 'MFADevices[0].SerialNumber' --output text)
aws sts get-session-token --serial-number "$FIRST"
PICKED=$(aws iam list-mfa-devices --user-name "$USER" --query "MFADevices[?contains(SerialNumber, ':mfa/')].SerialNumber" --output text)
aws sts get-session-token --serial-number "$PICKED"
