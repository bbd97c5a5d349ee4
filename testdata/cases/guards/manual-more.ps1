if ($statement.Resource -eq 'arn:aws:iam::*:mfa/${aws:username}') { throw 'old' }
$text -replace 'arn:aws:iam::\*:mfa/\$\{aws:username\}', 'arn:aws:iam::*:mfa/*'
