const { MFADevices: [device] } = await iam.send(new ListMFADevicesCommand({ UserName }));
const { MFADevices: devices } = await iam.send(new ListMFADevicesCommand({ UserName }));
use(devices[0].SerialNumber, names[0]);
mock.on(ListMFADevicesCommand).resolves({ MFADevices: [device] });
