d = iam.list_mfa_devices(UserName=user)["MFADevices"][0]["SerialNumber"]
