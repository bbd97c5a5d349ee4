ARN=arn:aws:iam::999999999999:mfa/own-user
export EXPORTED="arn:aws:iam::999999999999:mfa/own-user"
: ${DEFAULT:="arn:aws:iam::999999999999:mfa/own-user"}
f() {
  local serial='arn:aws:iam::999999999999:mfa/own-user' copy
  copy=$serial
  aws sts get-session-token --serial-number "$copy"
}
aws sts get-session-token --serial-number $ARN
aws sts get-session-token --serial-number "${EXPORTED}"
aws sts get-session-token --serial-number "$DEFAULT"
aws sts get-session-token --serial-number "${GIVEN:-arn:aws:iam::999999999999:mfa/own-user}"
aws sts get-session-token --serial-number "$FROM_OUTSIDE"
AWS_MFA_SERIAL=arn:aws:iam::999999999999:mfa/own-user
loop=$loop; aws sts get-session-token --serial-number "$loop"
