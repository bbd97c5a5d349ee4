const { MFADevices } = await iam.send(new ListMFADevicesCommand({ UserName }));
const serial = MFADevices[0].SerialNumber;
