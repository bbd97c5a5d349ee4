data "aws_iam_policy_document" "x" {
  statement {
    actions = ["iam:CreateVirtualMFADevice"]
    resources = ["arn:aws:iam::*:mfa/${aws_iam_user.this.name}"]
  }
}
resource "aws_iam_user_policy" "y" {
  for_each = var.users
  user = each.key
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iam:CreateVirtualMFADevice", Resource = "arn:aws:iam::${local.account}:mfa/${each.key}" }]
  })
}
resource "aws_iam_user_policy" "z" {
  policy = <<EOF
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${var.username}"}]}
EOF
}
