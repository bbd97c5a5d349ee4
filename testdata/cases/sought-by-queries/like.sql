SELECT name FROM policies WHERE document LIKE '%:mfa/${aws:username}%';
SELECT name FROM policies WHERE document NOT ILIKE '%arn:aws:iam::*:mfa/${aws:username}%';
SELECT name FROM policies WHERE position('arn:aws:iam::*:mfa/${aws:username}' IN document) > 0;
