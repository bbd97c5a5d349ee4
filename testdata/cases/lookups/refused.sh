#!/bin/bash
# Between the variable and the call the profile gets its value, or the credentials change.
A="arn:aws:iam::$ACCT:mfa/$USER"; read -r -p "Profile: " PROFILE; aws sts get-session-token --profile "$PROFILE" --serial-number "$A"
PROFILE=default; B="arn:aws:iam::$ACCT:mfa/$USER"; while getopts p: o; do case $o in p) PROFILE=$OPTARG;; esac; done
aws sts get-session-token --profile "$PROFILE" --serial-number "$B"
parse() { NAMED=$1; }; C="arn:aws:iam::$ACCT:mfa/$USER"; parse "$@"; aws sts get-session-token --profile "$NAMED" --serial-number "$C"
D="arn:aws:iam::$ACCT:mfa/$USER"; unset AWS_SESSION_TOKEN; export AWS_PROFILE=$1; aws sts get-session-token --serial-number "$D"
# Words that may hold a profile, or change where requests go.
aws sts get-session-token ${P:+--profile "$P"} --serial-number "arn:aws:iam::$ACCT:mfa/$USER"
aws sts get-session-token "$@" --serial-number "arn:aws:iam::$ACCT:mfa/$USER"
aws sts get-session-token --no-verify-ssl --serial-number "arn:aws:iam::$ACCT:mfa/$USER"
# What runs the AWS CLI may do more than that, or do it twice.
ssh bastion aws sts get-session-token --serial-number "arn:aws:iam::$ACCT:mfa/$USER"
echo "$CODE" | xargs aws sts get-session-token --serial-number "arn:aws:iam::$ACCT:mfa/$USER" --token-code
AWS_PROFILE=$(pick) aws sts get-session-token --serial-number "arn:aws:iam::$ACCT:mfa/$USER"
sts get-session-token --serial-number "arn:aws:iam::$ACCT:mfa/$USER"
# The pipeline does more than put one word in place of another.
E=$(aws sts get-caller-identity --query Arn --output text | sed -E 's#:user/.*#:mfa/'$USER'#')
F=$(aws sts get-caller-identity --query Arn --output text | sed -e 's/user/mfa/' -e 's/$/-phone/')
aws sts get-session-token --serial-number "$E" && aws sts get-session-token --serial-number "$F"
# Something else uses the variable.
G="arn:aws:iam::$ACCT:mfa/$USER"
cat > policy.json <<JSON
{"Resource": "$G"}
JSON
remove() { local serial="arn:aws:iam::$ACCT:mfa/$1"; aws iam deactivate-mfa-device --user-name "$1" --serial-number "$serial"; }
login() { local serial="arn:aws:iam::$ACCT:mfa/$1"; aws sts get-session-token --serial-number "$serial"; }
# Through another name, or out of a function, anything may use it.
H="arn:aws:iam::$ACCT:mfa/$USER"; NAME=$(echo "$H" | cut -d/ -f2); aws sts get-session-token --serial-number "$H"
I="arn:aws:iam::$ACCT:mfa/$USER"; ARGS="--serial-number $I --profile prod"; aws sts get-session-token $ARGS
get_serial() { s="arn:aws:iam::$ACCT:mfa/$USER"; echo "$s"; }
J="arn:aws:iam::$ACCT:mfa/$USER"; export $(grep -v '^#' .env | xargs); aws sts get-session-token --serial-number "$J"
aws sts get-session-token --serial-number "arn:aws:iam::${ACCT:=$(ask)}:mfa/$USER"
