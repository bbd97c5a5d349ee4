OWN_DEVICE = "arn:aws:iam::*:mfa/${aws:username}"
RESOURCES = ["arn:aws:iam::*:mfa/${aws:username}", "arn:aws:iam::*:user/${aws:username}"]
statement.add_resources("arn:aws:iam::*:mfa/${aws:username}")


def resources():
    return ["arn:aws:iam::*:mfa/${aws:username}"]


assert policy.resources == "arn:aws:iam::*:mfa/${aws:username}"
