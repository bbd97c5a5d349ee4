#!/bin/sh
python3 - <<'E'
import boto3, json
own = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}
boto3.client('iam').put_group_policy(GroupName='staff', PolicyName='own', PolicyDocument=json.dumps(own))
E
