import json

import boto3

statement = {
    "Effect": "Allow",
    "Action": "iam:CreateVirtualMFADevice",
    "Resource": "arn:aws:iam::*:mfa/${aws:username}",
}
policy = {"Version": "2012-10-17", "Statement": [statement]}
print(json.dumps(policy, indent=2))
boto3.client("iam").put_group_policy(GroupName="staff", PolicyName="mfa", PolicyDocument=json.dumps(policy))
