S=$(printf 'arn:aws:iam::%s:mfa/%s' "$ACCT" "$USER")
aws sts get-session-token --serial-number "$S"
T="${ARN%%:user/*}:mfa/${ARN##*/}"
aws sts get-session-token --serial-number "$T"
PREFIX=arn:aws:iam::1:mfa/
aws sts get-session-token --serial-number "$PREFIX$USER"
export SERIAL="arn:aws:iam::$(cat a):mfa/${USER}"
CREDS=`aws sts get-session-token --serial-number arn:aws:iam::$ACCT:mfa/$USER --token-code 123456`
X="$(aws sts get-session-token --serial-number arn:aws:iam::460216387194:mfa/${USER} --token-code 1)"
aws sts get-session-token --serial-number "arn:aws:iam::$(aws sts get-caller-identity --query Account --output text):mfa/$USER" --token-code 1
ID=$(aws sts get-caller-identity)
SERIAL2=$(echo "$ID" | jq -r .Arn | sed 's/user/mfa/')
aws sts get-session-token --serial-number "$SERIAL2"
aws sts get-session-token $PROFILE_ARG --serial-number "arn:aws:iam::1:mfa/$USER"
echo aws sts get-session-token --serial-number arn:aws:iam::1:mfa/$USER
login(){ local serial="arn:aws:iam::1:mfa/$2"; aws --profile "$1" sts get-session-token --serial-number "$serial"; }
SS="arn:aws:iam::1:mfa/$USER"; for p in dev prod; do aws --profile "$p" sts get-session-token --serial-number "$SS"; done
aws sts get-session-token --serial-number "arn:aws:iam::1:mfa/${1:?user}"
TWICE="arn:aws:iam::1:mfa/$USER"
aws --profile dev sts get-session-token --serial-number "$TWICE"
aws sts assume-role --profile dev --role-arn "$ROLE" --role-session-name x --serial-number "$TWICE"
HERE=$(sed 's/user/mfa/' <<< "$ARN")
aws sts get-session-token --serial-number "$HERE"
main() { local profile="$1"; local serial="arn:aws:iam::1:mfa/$USER"; aws sts get-session-token --profile "$profile" --serial-number "$serial"; }
profile=default
# usage: source this file
SAID="arn:aws:iam::1:mfa/$USER"; echo "aws sts get-session-token --serial-number $SAID --profile x"
aws sts get-session-token --serial-number "$SAID"
