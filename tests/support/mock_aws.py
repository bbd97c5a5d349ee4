"""A moto server on a free port of loopback, with users and devices of every kind in two accounts.

Prints one line of JSON: its address, and the keys of those who may ask. Ends when standard input does, so that it
never outlives the test that started it.
"""

import json
import logging
import sys

import boto3
from moto import settings
from moto.core.responses import ActionAuthenticatorMixin
from moto.server import ThreadedMotoServer

ACCOUNT, OTHER = sys.argv[1:3]
AUTHENTICATES = "--authenticate" in sys.argv

logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
endpoint = "http://{}:{}".format(*server.get_host_and_port())


def iam_of(account):
    """A client of an account: moto takes it from a header where no key says it."""
    client = boto3.client(
        "iam",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="none",
        aws_secret_access_key="none",
    )
    client.meta.events.register(
        "before-sign", lambda request, **_: request.headers.add_header("x-moto-account-id", account)
    )
    return client


def virtual(iam, user, name):
    serial = iam.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]["SerialNumber"]
    enable(iam, user, serial)


def enable(iam, user, serial):
    iam.enable_mfa_device(
        UserName=user, SerialNumber=serial, AuthenticationCode1="123456", AuthenticationCode2="234567"
    )


def keys_of(iam, user):
    key = iam.create_access_key(UserName=user)["AccessKey"]
    return {"id": key["AccessKeyId"], "secret": key["SecretAccessKey"]}


iam = iam_of(ACCOUNT)
for user in ["admin", "alice", "bob", "carol", "dave", "erin", "frank", "grace"]:
    iam.create_user(UserName=user)
virtual(iam, "alice", "alice-phone")
enable(iam, "bob", "GAHT12345678")
virtual(iam, "carol", "carol-old")
virtual(iam, "carol", "carol-new")
enable(iam, "dave", f"arn:aws:iam::{ACCOUNT}:u2f/user/dave/key-ABCDEFGH")
enable(iam, "erin", f"arn:aws:iam::{ACCOUNT}:u2f/user/erin/key-IJKLMNOP")
virtual(iam, "erin", "erin-phone")
virtual(iam, "grace", "grace")

other = iam_of(OTHER)
for user in ["admin", "heidi"]:
    other.create_user(UserName=user)
virtual(other, "heidi", "heidi-tablet")

keys = {user: keys_of(iam, user) for user in ["admin", "alice", "frank"]}
keys["other"] = keys_of(other, "admin")
if AUTHENTICATES:
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
    ActionAuthenticatorMixin.request_count = 0

print(json.dumps({"endpoint": endpoint, "keys": keys}), flush=True)
sys.stdin.read()
