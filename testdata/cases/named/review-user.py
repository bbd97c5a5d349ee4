policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": f"arn:aws:iam::*:mfa/{user}"}]}
policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/{}".format(user)}]}
policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/%s" % user}]}
policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/" + user.name}]}
