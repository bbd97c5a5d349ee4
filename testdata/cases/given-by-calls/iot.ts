import { IoTClient, CreatePolicyCommand } from "@aws-sdk/client-iot";

const policyDocument = JSON.stringify({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]});
await new IoTClient({}).send(new CreatePolicyCommand({ policyName: "p", policyDocument }));
await new IoTClient({}).send(new CreatePolicyCommand({ policyName: "q", policyDocument: JSON.stringify({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}) }));
