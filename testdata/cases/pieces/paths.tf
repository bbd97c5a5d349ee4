terraform {
  backend "s3" {
    key = "mfa/${var.env}"
  }
}
