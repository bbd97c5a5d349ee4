fish_add_path ~/.local/bin /opt/homebrew/bin
aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/jane --token-code 1
