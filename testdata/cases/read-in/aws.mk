MFA_SERIAL := arn:aws:iam::210987654321:mfa/deploy
login:
	aws sts get-session-token --serial-number $(MFA_SERIAL) --token-code $(CODE)
