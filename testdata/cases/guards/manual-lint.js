const bad = statements.filter(s => s.Resource.includes('mfa/${aws:username}'));
const fixed = text.replace('arn:aws:iam::*:mfa/${aws:username}', 'arn:aws:iam::*:mfa/*');
if (s.Resource === 'arn:aws:iam::*:mfa/${aws:username}') fail();
