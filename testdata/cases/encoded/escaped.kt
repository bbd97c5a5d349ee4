val a = "arn:aws:iam::*:\u006dfa/\u0024{aws:username}"
