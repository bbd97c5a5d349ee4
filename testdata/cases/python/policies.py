"""Resources such as arn:aws:iam::*:mfa/${aws:username} were right until 2022."""
import json
from aws_cdk import aws_iam as iam

# arn:aws:iam::*:mfa/${aws:username}

statement = iam.PolicyStatement(
    effect=iam.Effect.ALLOW,
    actions=["iam:CreateVirtualMFADevice"],
    resources=[
        f"arn:aws:iam::{self.account}:mfa/${{aws:username}}",
        "arn:aws:iam::{}:mfa/${{aws:username}}".format(account),
        "arn:aws:iam::" + account + ":mfa/${aws:username}",
        ("arn:aws:iam::*"
         ":mfa/${aws:username}"),
        "arn:aws:iam::%s:mfa/${aws:username}" % account,
        r"arn:aws:iam::*:mfa/${aws:username}",
        ":".join(["arn", "aws", "iam", "", account, "mfa/${aws:username}"]),
    ],
)

no_effect = iam.PolicyStatement(
    not_actions=("iam:*",), not_resources=["arn:aws:iam::*:mfa/${aws:username}"]
)

policy = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": ["iam:DeleteVirtualMFADevice"],
            "Resource": "arn:aws:iam::*:mfa/${aws:username}",
        },
        {"Effect": EFFECT, "Action": "iam:*", "Resource": "arn:aws:iam::*:mfa/${aws:username}"},
    ],
}

troposphere = Statement(
    Effect=Allow,
    Action=[Action("iam", "CreateVirtualMFADevice")],
    Resource=[Join("", ["arn:aws:iam::", Ref("AWS::AccountId"), ":mfa/${aws:username}"])],
)

text = json.loads("""
{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}
]}
""")

escaped = "{\"Effect\": \"Allow\", \"Action\": \"iam:TagMFADevice\", \"Resource\": \"arn:aws:iam::*:mfa/\x24{aws:username}\"}"

assert policy["Statement"][0]["Resource"] == "arn:aws:iam::*:mfa/${aws:username}"
