raise "old" if statement["Resource"].include?("arn:aws:iam::*:mfa/${aws:username}")
text.gsub!("arn:aws:iam::*:mfa/${aws:username}", "arn:aws:iam::*:mfa/*")
