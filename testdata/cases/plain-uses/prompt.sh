#!/bin/bash
MFA_SERIAL=arn:aws:iam::999999999999:mfa/own-user
read -rp "Code for $MFA_SERIAL: " code
echo "with $MFA_SERIAL" > /dev/tty
aws sts get-session-token --serial-number "$MFA_SERIAL" --token-code "$code"
