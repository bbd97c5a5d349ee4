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
echo "$ARN" | sed 's/user/mfa/' > arn.txt
MFA=$(echo "$ARN" | sed 's/:user/:mfa/')
aws sts get-session-token --serial-number ${MFA}
aws --profile "$PROFILE" --output json sts get-session-token --region eu-west-1 --serial-number="arn:aws:iam::$ACCOUNT:mfa/$USER"
AWS_PROFILE=x aws-vault exec p -- aws sts get-session-token --serial-number arn:aws:iam::$ACCOUNT:mfa/team/$(id -un)
PASSED="arn:aws:iam::${ACCOUNT}:mfa/${USER}"
login() { aws sts assume-role --profile $1 --serial-number "$PASSED"; }
GIVEN="arn:aws:iam::${ACCOUNT}:mfa/${USER}"
aws sts assume-role --profile dev --serial-number "$GIVEN"
aws sts assume-role --profile prod --serial-number "$GIVEN"
aws sts assume-role --serial-number "${OTHER:-arn:aws:iam::${ACCOUNT}:mfa/${USER}}"
aws sts get-session-token --serial-number arn:aws:iam::$ACCOUNT:mfa/$USER-phone
aws sts get-session-token --serial-number `aws sts get-caller-identity | jq -r .Arn | sed 's/user/mfa/'`
docker run --rm amazon/aws-cli sts get-session-token --serial-number arn:aws:iam::$ACCOUNT:mfa/$USER
