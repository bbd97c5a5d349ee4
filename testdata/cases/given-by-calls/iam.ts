import { IAMClient, CreatePolicyCommand } from "@aws-sdk/client-iam";

await new IAMClient({}).send(new CreatePolicyCommand({ PolicyName: "p", PolicyDocument: JSON.stringify({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}) }));
