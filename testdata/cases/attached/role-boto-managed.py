import json


def main(iam):
    document = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "iam:CreateVirtualMFADevice",
                "Resource": "arn:aws:iam::*:mfa/${aws:username}",
            }
        ],
    }
    created = iam.create_policy(PolicyName="mfa", PolicyDocument=json.dumps(document))
    iam.attach_role_policy(RoleName="admin", PolicyArn=created["Policy"]["Arn"])
