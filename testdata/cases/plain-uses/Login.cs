class Login {
  private const string Serial = "arn:aws:iam::999999999999:mfa/own-user";
  Task<GetSessionTokenResponse> Run(string code) => sts.GetSessionTokenAsync(new GetSessionTokenRequest { SerialNumber = Serial, TokenCode = code });
}
