package x

func f() {
	cfg, _ := config.LoadDefaultConfig(ctx, config.WithBaseEndpoint("http://localhost:4566"))
	sts.NewFromConfig(cfg).GetSessionToken(ctx, &sts.GetSessionTokenInput{SerialNumber: aws.String("arn:aws:iam::210987654321:mfa/jane"), TokenCode: code})
}
