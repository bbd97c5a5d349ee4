user = ENV["USER"]
t = `aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/#{user} --token-code #{code}`
u = %x(aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/#{user} --token-code #{code})
v = `aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/own-user --token-code 123456`
w = `aws sts get-session-token --serial-number "$MFA_SERIAL" --token-code 123456`
system("aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/#{user} --token-code 123456")
