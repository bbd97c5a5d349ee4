$MfaSerial = Read-Host -Prompt 'Enter the serial number or ARN of the MFA device'
