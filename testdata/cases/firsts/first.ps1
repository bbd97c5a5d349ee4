$d = Get-IAMMFADevice -UserName $u
$sn = $d[0].SerialNumber
$other = (Get-IAMMFADevice -UserName $u | Select-Object -First 1).SerialNumber
$chosen = Get-IAMMFADevice -UserName $u | Where-Object { $_.SerialNumber -notmatch ':u2f/' }
