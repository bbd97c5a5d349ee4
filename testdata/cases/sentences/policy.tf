# Never write arn:aws:iam::*:mfa/$${aws:username}; use mfa/*.
locals {
  note = "Users manage arn:aws:iam::*:mfa/$${aws:username} themselves"
  # arns = ["arn:aws:iam::*:mfa/$${aws:username}"]
  /*
   * The resource is
   * arn:aws:iam::*:mfa/$${aws:username}
   * only.
   */
}
