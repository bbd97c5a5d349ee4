const serial = arn.split("user/").join("mfa/");
await sts.getSessionToken({ SerialNumber: serial });
