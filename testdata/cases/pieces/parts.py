arn = sts.get_caller_identity()["Arn"]
serial = ":".join(arn.split(":")[:5] + ["mfa/" + user])
joined = "/".join(["arn:aws:iam::%s:mfa" % account, user])
before, after = arn.split("user/")
turned = before + "mfa/" + after
resource = f"mfa/{user}"
formatted = "%s/%s" % ("arn:aws:iam::210987654321:mfa", user)
typed = "{}/{}".format("mfa", user)
device = f"mfa/{device_name}"
if serial.startswith("mfa/"):
    raise ValueError(serial)
sts.get_session_token(SerialNumber=f"arn:aws:iam::{account}:{resource}", TokenCode=code)
