const arn = "^arn:aws:iam::\\d{12}:mfa/.+$";
const code = `arn:aws:iam::${account}:mfa/${deviceName}`;
