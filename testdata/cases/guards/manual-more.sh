case "$RESOURCE" in
  'arn:aws:iam::*:mfa/${aws:username}') exit 1 ;;
esac
find . -name '*.json' -exec sed -i 's|:mfa/${aws:username}|:mfa/*|' {} +
perl -pi -e 's/mfa\/\$\{aws:username\}/mfa\/*/' policy.json
jq '.Statement[] | select(.Resource == "arn:aws:iam::*:mfa/${aws:username}")' policy.json
python3 -c "import sys; sys.exit('arn:aws:iam::*:mfa/\${aws:username}' in open('policy.json').read())"
