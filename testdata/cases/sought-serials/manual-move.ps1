(Get-Content $f) -replace 'arn:aws:iam::640912735518:mfa/odile', 'arn:aws:iam::640912735518:mfa/odile-galaxy' | Set-Content $f
