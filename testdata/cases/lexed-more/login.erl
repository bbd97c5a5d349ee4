% arn:aws:iam::210987654321:mfa/deploy
serial(A, U) -> io_lib:format("arn:aws:iam::~s:mfa/~s", [A, U]).
joined(U) -> "arn:aws:iam::210987654321:mfa/" ++ U.
