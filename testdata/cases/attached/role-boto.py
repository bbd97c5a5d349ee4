import json

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


def main(iam):
    iam.put_role_policy(RoleName="admin", PolicyName="mfa", PolicyDocument=json.dumps(document))
