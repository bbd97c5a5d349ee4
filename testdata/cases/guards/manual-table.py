REPLACEMENTS = {
    "arn:aws:iam::*:mfa/${aws:username}": "arn:aws:iam::*:mfa/*",
}
PATTERN = re.compile(r"mfa/\$\{aws:username\}")
