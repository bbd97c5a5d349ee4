#!/bin/bash
. ./localstack.env
aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/own-user --token-code 123456
