TYPES = ("mfa", "user")
doc = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": ["arn:aws:iam::*:%s/${aws:username}" % t for t in TYPES]}]}
own = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::%s:mfa/%s" % (account, "${aws:username}")}]}
new = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::{}:mfa/{}".format(account, "${aws:username}")}]}
arn = "arn:aws:iam::{account}:{kind}/{name}".format(account=account, kind="mfa", name="${aws:username}")
twice = "arn:aws:iam::*:user/{0},arn:aws:iam::*:mfa/{0}".format("${aws:username}")
