import json


def mfa_policy():
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "iam:CreateVirtualMFADevice",
                "Resource": "arn:aws:iam::*:mfa/${aws:username}",
            }
        ],
    }
    return json.dumps(policy)


def create(iam):
    created = iam.create_policy(PolicyName="mfa", PolicyDocument=mfa_policy())
    print(created["Policy"]["Arn"])
