want = ["aws", "sts", "get-session-token", "--serial-number", "arn:aws:iam::999999999999:mfa/own-user", "--token-code", "1"]
if want != calls[-1]:
    raise SystemExit(1)
