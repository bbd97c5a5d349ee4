local serial = "arn:aws:iam::" .. account .. ":mfa/" .. user
os.execute("aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/deploy")
