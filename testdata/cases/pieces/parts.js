const id = `mfa/${user}`;
const joined = 'arn:aws:iam::'.concat(account, ':mfa/', user);
if (joined.includes(':mfa/')) {
  sts.send(new GetSessionTokenCommand({ SerialNumber: `arn:aws:iam::${account}:${id}`, TokenCode }));
}
