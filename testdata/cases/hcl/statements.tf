data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "self_service" {
  statement {
    sid     = "AllowOwnDevice"
    actions = ["iam:CreateVirtualMFADevice", "iam:TagMFADevice"]
    resources = [
      "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:mfa/$${aws:username}",
      "arn:aws:iam::*:mfa/&{aws:username}", # 自分の端末
      "arn:aws:iam::*:user/$${aws:username}",
    ]
  }

  statement {
    sid       = "DenyOthers"
    effect    = "Deny"
    actions   = ["iam:DeleteVirtualMFADevice"]
    not_resources = [format("arn:aws:iam::%s:mfa/$${aws:username}", var.account_id)]
  }

  statement {
    effect        = var.effect
    not_actions   = ["iam:*"]
    resources     = [join(":", ["arn", "aws", "iam", "", local.account_id, "mfa/$${aws:username}"])]
  }

  dynamic "statement" {
    for_each = var.extra
    content {
      actions   = [statement.value]
      resources = ["arn:aws:iam::*:mfa/$${aws:username}"]
    }
  }

  # statement {
  #   resources = ["arn:aws:iam::*:mfa/$${aws:username}"]
  # }
}

locals {
  own_device = "arn:aws:iam::${local.account_id}:mfa/$${aws:username}"
}

variable "broken" {
  default = "arn:aws:iam::*:mfa/${aws:username}"
}

output "after_the_broken_one" {
  value = "arn:aws:iam::*:mfa/$${aws:username}"
}
