#!/bin/bash
terraform import aws_iam_virtual_mfa_device.me arn:aws:iam::999999999999:mfa/own-user
aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/own-user --token-code "$1"
