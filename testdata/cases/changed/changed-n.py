doc = PolicyDocument(Statement=[Statement(Effect=Allow, Action=[Action("iam", "CreateVirtualMFADevice")], Resource=["arn:aws:iam::*:mfa/${aws:username}"])])
doc.Statement[0].Effect = Deny
