def check(statement):
    if statement["Resource"].endswith(":mfa/${aws:username}"):
        raise ValueError("old form")
    if "arn:aws:iam::*:mfa/${aws:username}" in statement["Resource"]:
        raise ValueError("old form")
    if statement["Resource"] == "arn:aws:iam::*:mfa/${aws:username}":
        raise ValueError("old form")


def migrate(text):
    return text.replace("arn:aws:iam::*:mfa/${aws:username}", "arn:aws:iam::*:mfa/*")
OLD = re.compile(r"arn:aws:iam::\*:mfa/\$\{aws:username\}")
