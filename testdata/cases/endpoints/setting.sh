#!/bin/bash
aws configure set default.sts.endpoint_url http://localhost:4566
aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/own-user --token-code 123456
