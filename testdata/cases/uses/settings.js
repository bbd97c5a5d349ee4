const settings = { mfa_serial: 'arn:aws:iam::210987654321:mfa/jane' };
const user = settings.mfa_serial.split('/')[1];
