resource "aws_iam_role_policy" "self" {
  role = aws_iam_role.admin.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["iam:CreateVirtualMFADevice"]
      Resource = "arn:aws:iam::*:mfa/$${aws:username}"
    }]
  })
}
