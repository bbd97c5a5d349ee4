ykman oath accounts code -s arn:aws:iam::370512345678:mfa/alice
terraform import aws_iam_virtual_mfa_device.jane arn:aws:iam::370512345678:mfa/alice
