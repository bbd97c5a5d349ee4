patch -p1 <<'END'
--- a/policy.json
+++ b/policy.json
@@ -1 +1 @@
-{"Resource": "arn:aws:iam::*:mfa/${aws:username}"}
+{"Resource": "arn:aws:iam::*:mfa/${aws:username}", "Effect": "Allow"}
END
