package login

func login() {
	client := sts.NewFromConfig(config, func(options *sts.Options) { options.BaseEndpoint = aws.String("http://localhost:4566") })
	client.GetSessionToken(ctx, &sts.GetSessionTokenInput{SerialNumber: aws.String("arn:aws:iam::210987654321:mfa/jane"), TokenCode: aws.String(code)})
}
