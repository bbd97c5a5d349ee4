serial = "arn:aws:iam::#{account}:mfa/#{user}"
sts.getSessionToken {SerialNumber: serial, TokenCode: code}, cb
