<?php
if (str_contains($document, 'arn:aws:iam::*:mfa/${aws:username}')) {
    fail();
}
$new = str_replace('arn:aws:iam::*:mfa/${aws:username}', 'arn:aws:iam::*:mfa/*', $document);
