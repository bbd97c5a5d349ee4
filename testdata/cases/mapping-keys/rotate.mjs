import { execFileSync } from "node:child_process";
const serial = "arn:aws:iam::999999999999:mfa/own-user";
execFileSync("./rotate.sh", { env: { ...process.env, MFA_SERIAL: serial } });
await sts.send(new GetSessionTokenCommand({ SerialNumber: serial, TokenCode: code }));
