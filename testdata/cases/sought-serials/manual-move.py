MOVED = {
    "arn:aws:iam::640912735518:mfa/odile": "arn:aws:iam::640912735518:mfa/odile-galaxy",
}
OLD = "arn:aws:iam::640912735518:mfa/odile"
text = path.read_text().replace(OLD, "arn:aws:iam::640912735518:mfa/odile-galaxy")
text = re.sub(r"arn:aws:iam::640912735518:mfa/ruth\b", "arn:aws:iam::640912735518:mfa/ruth-2", text)
if profile["mfa_serial"] == "arn:aws:iam::640912735518:mfa/odile":
    sys.exit("the old serial number")
