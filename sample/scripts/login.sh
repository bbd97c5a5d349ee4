#!/usr/bin/env bash
# Gets temporary credentials for the CLI: scripts/login.sh CODE
set -euo pipefail

serial=arn:aws:iam::999999999999:mfa/own-user

aws sts get-session-token \
  --serial-number "$serial" \
  --token-code "$1"
