await sts.send(new GetSessionTokenCommand({ SerialNumber: `arn:aws:iam::${account}:mfa/${user}`, TokenCode: code }));
await sts.send(new GetSessionTokenCommand({ SerialNumber: "arn:aws:iam::210987654321:mfa/deploy", TokenCode: code }));
const serial = identity.Arn.replace('user', 'mfa');
const pattern = identity.Arn.replace(/:user\//, ':mfa/');
