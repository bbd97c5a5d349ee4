const old = /arn:aws:iam::\*:mfa\/\$\{aws:username\}/;
