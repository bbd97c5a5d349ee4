s{mfa/\$\{aws:username\}}{mfa/*}g while <>;
