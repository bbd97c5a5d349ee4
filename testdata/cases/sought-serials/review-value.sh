sed "s|@SERIAL@|arn:aws:iam::640912735518:mfa/odile|" config.in > config
