#!/bin/csh
set arn = arn:aws:iam::123456789012:mfa/$USER
aws sts get-session-token --serial-number $arn --token-code 1
