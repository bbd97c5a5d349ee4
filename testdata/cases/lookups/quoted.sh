#!/bin/bash
bash -c "aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/$USER --token-code $1"
ssh box "aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/$USER --token-code $1"
eval "aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/$USER --token-code $1"
bash -c 'aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/$USER --token-code $1'
cat <<X | ssh box
aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/$USER --token-code $1
X
