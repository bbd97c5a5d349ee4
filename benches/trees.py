#!/usr/bin/env python3
"""Writes a tree of files to measure on: the same files for the same arguments.

    benches/trees.py infrastructure FOLDER [FILES]
    benches/trees.py letters FOLDER [FILES]

`infrastructure` has the words of an infrastructure repository, `mfa` in 2 % of its files and findings in 0.4 %.
`letters` has random letters, so that half of its files hold `mfa` by chance. FILES is 20,000 (200 MB) if not given.
"""

import pathlib
import random
import string
import sys

FILES_IN_FOLDER = 20
MEAN_SIZE = 10_000  # bytes

# By the ending of a file: lines without `mfa`, with a number and a name to fill in.
LINES = {
    "tf": """resource "aws_security_group_rule" "{name}_{n}" {{
  source_security_group_id = aws_security_group.{name}.id
  cidr_blocks = ["10.{n}.0.0/16"]
  description = "Allow {name} from the {name} subnets"
  tags = merge(local.tags, {{ Name = "{name}-{n}", Environment = var.environment }})
}}
module "{name}_{n}" {{
  source  = "git::https://git.example.com/modules/{name}.git?ref=v{n}.0.1"
  subnet_ids = data.aws_subnets.private.ids
  instance_type = "m5.large"
  # Keep this in step with the autoscaling group of {name}
data "aws_iam_policy_document" "{name}_{n}" {{
    actions   = ["s3:GetObject", "s3:ListBucket", "kms:Decrypt"]
    resources = ["arn:aws:s3:::{name}-{n}/*"]
  depends_on = [aws_iam_role_policy_attachment.{name}]
  user_data = base64encode(templatefile("${{path.module}}/user-data.sh", {{ name = "{name}" }}))
""",
    "yml": """  {name}-{n}:
    image: registry.example.com/{name}:{n}
    environment:
      - NAME={name}
      - LOG_LEVEL=info
    ports: ["80{n}:80{n}"]
    restart: unless-stopped
  # The users of {name} are served by {n} replicas
      - name: Install {name}
        run: make install PREFIX=/opt/{name} VERSION={n}
        when: ansible_os_family == "Debian"
        uses: actions/checkout@v4
    Type: AWS::EC2::SecurityGroup
      GroupDescription: !Sub "${{AWS::StackName}} {name} {n}"
""",
    "json": """    {{"Sid": "{name}{n}", "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::{name}-{n}/*"}},
    {{"name": "{name}", "version": "{n}.4.1", "description": "serves {name} to users"}},
    {{"key": "{name}-{n}", "value": "\\u003c{name}\\u003e", "tags": ["production", "team-{n}"]}},
    {{"id": {n}, "roles": ["arn:aws:iam::{n}00000000000:role/{name}"], "enabled": true}},
""",
    "sh": """echo "deploying {name} {n}" >&2
aws s3 sync --delete "build/{name}" "s3://{name}-{n}/assets"
if [ -z "${{NAME:-}}" ]; then NAME={name}; fi
docker build --tag "{name}:{n}" --build-arg VERSION={n} .
kubectl --namespace {name} rollout status deployment/{name}-{n} --timeout=120s
for user in $(cut -d: -f1 /etc/passwd | grep '{name}'); do usermod -aG {name} "$user"; done
export PATH="$HOME/.local/bin:/opt/{name}/bin:$PATH"
""",
    "md": """## How {name} is deployed
The service `{name}` runs {n} replicas in each region, behind a load balancer.
Run `make {name}` to build it, then `terraform plan -out={name}.plan` and read what it says.
- Users of {name} sign in with single sign-on; their roles are in the module `{name}`.
| {name} | {n} | production | see the runbook for what to do when it fails |
""",
    "py": """def {name}_{n}(session, region="eu-central-1"):
    client = session.client("{name}", region_name=region)
    response = client.describe_instances(Filters=[{{"Name": "tag:Name", "Values": ["{name}-{n}"]}}])
    return [user for user in response["Users"] if user["Name"] != "{name}"]
    logger.info("%s has %d replicas of %4d", "{name}", {n}, len(response))
    # What the caller does with {name} is described in docs/{name}.md
import {name}.settings
""",
    "ts": """export const {name}{n} = new ec2.SecurityGroup(this, "{name}{n}", {{ vpc, allowAllOutbound: true }});
import {{ {name} }} from "../{name}/index";
    {name}.addIngressRule(ec2.Peer.ipv4("10.{n}.0.0/16"), ec2.Port.tcp(443), "https from {name}");
  const users = await client.send(new ListUsersCommand({{ PathPrefix: `/{name}/${{region}}/` }}));
    environment: {{ NAME: "{name}", LOG_LEVEL: process.env.LOG_LEVEL ?? "info" }},
""",
}
NAMES = """gateway billing orders payments search reports metrics alerts registry proxy cache queue worker scheduler
mailer ledger catalog identity sessions frontend backend storage backup archive audit network bastion cluster
inventory pricing shipping returns support tickets platform fabric traffic""".split()
# What most mentions of `mfa` are: nothing to change.
MENTIONS = [
    "# MFA is required for the console",
    "# each user needs mfa, see docs/mfa/README.md",
    "mfa_delete = false",
    '"require_mfa": true,',
    '"Action": ["iam:ListMFADevices", "iam:GetMFADevice"],',
    "import { verify } from './auth/mfa/verify'",
    "aws iam list-mfa-devices --user-name admin",
    "enable_mfa: true",
    '"Resource": "arn:aws:iam::*:mfa/*",',
    "# without MFA nothing but iam:ListVirtualMFADevices is allowed",
]
POLICY = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "AllowManageOwnVirtualMFADevice",
      "Effect": "Allow",
      "Action": ["iam:CreateVirtualMFADevice"],
      "Resource": "arn:aws:iam::*:mfa/${aws:username}"
    },
    {
      "Sid": "AllowManageOwnUserMFA",
      "Effect": "Allow",
      "Action": ["iam:DeactivateMFADevice", "iam:EnableMFADevice", "iam:ListMFADevices"],
      "Resource": "arn:aws:iam::*:user/${aws:username}"
    }
  ]
}
"""
SCRIPT = """#!/bin/sh
set -eu
aws sts get-session-token --serial-number arn:aws:iam::313043889199:mfa/deploy --token-code "$1"
"""
TERRAFORM = """data "aws_iam_policy_document" "own_device" {
  statement {
    actions   = ["iam:CreateVirtualMFADevice"]
    resources = ["arn:aws:iam::*:mfa/$${aws:username}"]
  }
}
"""
FINDINGS = [("json", POLICY), ("sh", SCRIPT), ("tf", TERRAFORM)]


def size(numbers):
    """A file's size (bytes): many small ones, a few large."""
    return min(int(numbers.lognormvariate(0, 1) * MEAN_SIZE * 0.62) + 200, 200_000)


def infrastructure(numbers, at):
    """The ending and the contents of a file."""
    if at % 250 == 7:
        return FINDINGS[at // 250 % len(FINDINGS)]
    ending = numbers.choice(list(LINES))
    pool = POOLS[ending]
    wanted = size(numbers)
    lines = []
    while wanted > 0:
        lines.append(numbers.choice(pool))
        wanted -= len(lines[-1]) + 1
    if at % 62 == 11:
        lines.insert(len(lines) // 2, MENTIONS[at // 62 % len(MENTIONS)])
    return ending, "\n".join(lines) + "\n"


def pools(numbers):
    """Lines of each kind, filled in."""
    return {
        ending: [
            numbers.choice(lines.splitlines()).format(name=numbers.choice(NAMES), n=numbers.randrange(1, 10))
            for _ in range(2000)
        ]
        for ending, lines in LINES.items()
    }


LETTERS = bytes(string.ascii_lowercase[byte % 26].encode()[0] if byte < 224 else 32 for byte in range(256))


def letters(numbers, _):
    """The ending and the contents of a file of random letters, in words and lines."""
    text = numbers.randbytes(size(numbers)).translate(LETTERS).decode()
    lines = [text[start : start + 80] for start in range(0, len(text), 80)]
    return numbers.choice(list(LINES)), "\n".join(lines) + "\n"


def main():
    kinds = {"infrastructure": infrastructure, "letters": letters}
    if len(sys.argv) not in (3, 4) or sys.argv[1] not in kinds:
        sys.exit(__doc__)
    contents = kinds[sys.argv[1]]
    folder = pathlib.Path(sys.argv[2])
    files = int(sys.argv[3]) if len(sys.argv) == 4 else 20_000
    numbers = random.Random(20_221_116)
    global POOLS
    POOLS = pools(numbers)
    folder.mkdir(parents=True)
    (folder / ".gitignore").write_text("*.log\n.terraform/\n/build/\nnode_modules/\n")
    total = 0
    for at in range(files):
        group, part = divmod(at // FILES_IN_FOLDER, 25)
        inside = folder / f"{NAMES[group % len(NAMES)]}-{group}" / f"{NAMES[part]}-{part}"
        if at % FILES_IN_FOLDER == 0:
            inside.mkdir(parents=True)
        ending, text = contents(numbers, at)
        total += (inside / f"{numbers.choice(NAMES)}-{at}.{ending}").write_text(text)
    print(f"{files} files, {total / 1e6:.0f} MB in {folder}")


if __name__ == "__main__":
    main()
