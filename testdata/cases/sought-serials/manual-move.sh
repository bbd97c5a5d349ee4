sed -i 's|arn:aws:iam::640912735518:mfa/odile|arn:aws:iam::640912735518:mfa/odile-galaxy|g' ~/.aws/config
sed -i 's/arn:aws:iam::640912735518:mfa\/odile/arn:aws:iam::640912735518:mfa\/odile-galaxy/' ~/.aws/config
perl -pi -e 's|mfa_serial = arn:aws:iam::640912735518:mfa/odile|mfa_serial = arn:aws:iam::640912735518:mfa/odile-galaxy|' ~/.aws/config
find . -name '*.env' -exec sed -i '/arn:aws:iam::640912735518:mfa\/odile$/d' {} +
awk '{ gsub(/arn:aws:iam::640912735518:mfa\/odile/, "arn:aws:iam::640912735518:mfa/odile-galaxy"); print }' in > out
grep -F 'arn:aws:iam::640912735518:mfa/ruth' ~/.aws/config
