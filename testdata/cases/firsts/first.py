sn = next(iter(iam.list_mfa_devices(UserName=u)["MFADevices"]))["SerialNumber"]
devs = iam.list_mfa_devices(UserName=u).get("MFADevices", [])
other = devs[0]["SerialNumber"]
for dev in devs:
    print(dev, names[0])
