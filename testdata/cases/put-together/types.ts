const resource = (t) => `arn:aws:iam::*:${t}/\${aws:username}`;
const all = ['mfa', 'user'].map(resource);
const objects = `arn:aws:s3:::${bucket}/\${aws:username}`;
const own = `${bucket.bucketArn}/\${aws:username}`;
