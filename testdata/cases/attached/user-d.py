import json, boto3

MFA_POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}
    ],
}


class Setup:
    def __init__(self):
        self.iam = boto3.client("iam")

    def role(self):
        self.iam.create_role(RoleName="x", AssumeRolePolicyDocument=json.dumps({}))

    def run(self):
        self.iam.create_policy(PolicyName="SelfManage", PolicyDocument=json.dumps(MFA_POLICY))
        self.iam.attach_group_policy(GroupName="g", PolicyArn="arn:aws:iam::1:policy/SelfManage")
