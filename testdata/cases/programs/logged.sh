#!/bin/bash
log() { echo "$(date) $*" >> calls.log; }
log aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/own-user --token-code 123456
