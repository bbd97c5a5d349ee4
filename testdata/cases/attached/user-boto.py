import json


def other(iam, document):
    iam.put_role_policy(RoleName="admin", PolicyName="other", PolicyDocument=document)


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
    iam.put_group_policy(GroupName="staff", PolicyName="mfa", PolicyDocument=json.dumps(document))
