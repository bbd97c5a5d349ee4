import * as aws from "@pulumi/aws";

const own = aws.iam.getPolicyDocument({
    statements: [{ effect: "Allow", actions: ["iam:CreateVirtualMFADevice"], resources: ["arn:aws:iam::*:mfa/${aws:username}"] }],
});
new aws.iam.GroupPolicy("own", { group: "staff", policy: own.then(document => deny(document)) });
