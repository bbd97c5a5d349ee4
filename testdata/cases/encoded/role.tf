locals {
  document = "%7B%22Version%22%3A%20%222012-10-17%22%2C%20%22Statement%22%3A%20%7B%22Effect%22%3A%20%22Allow%22%2C%20%22Action%22%3A%20%22iam%3ACreateVirtualMFADevice%22%2C%20%22Resource%22%3A%20%22arn%3Aaws%3Aiam%3A%3A%2A%3Amfa%2F%24%7Baws%3Ausername%7D%22%7D%7D"
}
