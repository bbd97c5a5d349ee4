import subprocess, boto3

sts = boto3.client("sts")
sts.get_session_token(SerialNumber="arn:aws:iam::210987654321:mfa/deploy", TokenCode=code)
sts.assume_role(RoleArn=role, SerialNumber=f"arn:aws:iam::{account}:mfa/{user}", TokenCode=code)
sts.assume_role(RoleArn=role, SerialNumber="arn:aws:iam::{0}:mfa/{1}".format(account, user))
sts.get_session_token(SerialNumber="arn:aws:iam::%s:mfa/%s" % (account, user))
sts.get_session_token(SerialNumber=identity["Arn"].replace(":user/", ":mfa/"))
sts.get_session_token(SerialNumber="arn:aws:iam::ACCOUNT:mfa/USER")
iam.enable_mfa_device(UserName=user, SerialNumber="arn:aws:iam::210987654321:mfa/deploy")
MFA_SERIAL = "arn:aws:iam::210987654321:mfa/deploy"
subprocess.run("aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/deploy", shell=True)
certificate(SerialNumber="0123456789")
