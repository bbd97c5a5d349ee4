. $PSScriptRoot/lib.ps1
Login $args[0]
$serial.Split("/")[1] | Out-File who
