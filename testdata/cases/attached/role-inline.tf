resource "aws_iam_role" "admin" {
  name = "admin"
  inline_policy {
    name   = "mfa"
    policy = <<EOF
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/$${aws:username}"}]}
EOF
  }
}
