ykman oath accounts code -s arn:aws:iam::999999999999:mfa/own-user
terraform import aws_iam_virtual_mfa_device.jane arn:aws:iam::999999999999:mfa/own-user
