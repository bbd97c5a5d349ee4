const { execFileSync } = require("child_process");
console.log(execFileSync("aws", ["sts", "get-session-token", "--serial-number", "arn:aws:iam::999999999999:mfa/own-user", "--token-code", process.argv[2]]));
