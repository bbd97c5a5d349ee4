alias mfa='aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/$USER --token-code'
alias mfb="aws --profile x sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/$USER --token-code"
alias mfc='aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/$(whoami) --profile "$P" --token-code'
