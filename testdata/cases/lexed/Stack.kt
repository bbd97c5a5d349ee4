// Never write arn:aws:iam::*:mfa/${'$'}{aws:username} here.
val resource = "arn:aws:iam::*:mfa/\${aws:username}"
val escaped = "arn:aws:iam::$account:mfa/${'$'}{aws:username}"
val serial = "arn:aws:iam::$account:mfa/$user"
val joined = "arn:aws:iam::" + account + ":mfa/" + System.getProperty("user.name")
val policy = """{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/*"}}"""
