vault write aws/config/root mfa_serial_number=arn:aws:iam::640912735518:mfa/odile
