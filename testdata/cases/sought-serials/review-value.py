SERIALS = {"odile": "arn:aws:iam::640912735518:mfa/odile"}
text = template.replace("@SERIAL@", "arn:aws:iam::640912735518:mfa/odile")
