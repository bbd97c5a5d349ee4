const own = {Effect: "Allow", Action: "iam:CreateVirtualMFADevice", Resource: String.raw`arn:aws:iam::*:mfa/\${aws:username}`};
const other = {Effect: "Allow", Action: "iam:EnableMFADevice", Resource: `arn:aws:iam::*:mfa/\${aws:username}`};
