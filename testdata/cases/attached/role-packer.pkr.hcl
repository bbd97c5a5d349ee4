source "amazon-ebs" "base" {
  temporary_iam_instance_profile_policy_document {
    Version = "2012-10-17"
    Statement {
      Effect   = "Allow"
      Action   = ["iam:CreateVirtualMFADevice"]
      Resource = ["arn:aws:iam::*:mfa/$${aws:username}"]
    }
  }
}
