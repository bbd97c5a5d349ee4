(my $serial = $arn) =~ s{:user/}{:mfa/};
