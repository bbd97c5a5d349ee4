import {
  to = aws_iam_virtual_mfa_device.x
  id = "arn:aws:iam::210987654321:mfa/jane"
}
