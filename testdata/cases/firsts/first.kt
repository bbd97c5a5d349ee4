val device = iam.listMFADevices(request).mfaDevices().first()
