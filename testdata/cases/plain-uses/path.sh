#!/bin/bash
aws sts get-session-token --serial-number "arn:aws:iam::999999999999:mfa/team/${USER}" --token-code "$1"
