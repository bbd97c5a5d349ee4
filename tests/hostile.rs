//! Inputs in the shape of those that a fuzzer once found: cut off, with bytes of no character, one language in the
//! middle of another. Each is looked at under the names of all languages.

#![allow(clippy::unwrap_used)]

use mfa_migrate::devices::DeviceResolver;
use mfa_migrate::rules::MIGRATION;
use mfa_migrate::scan;
use mfa_migrate::syntax::Document;

#[rustfmt::skip]
const NAMES: [&str; 25] = [
    "a.json", "a.sh", "a.md", "a.txt", "a.tf", "a.yml", "a.py", "a.ts", "a.js", "a.go", "a.java", "a.cs", "a.rb",
    "a.ps1", "a.ini", "a.toml", "Makefile", "Dockerfile", "a.fish", "a.env", "a.html", "a.json.tftpl", "a.json.j2",
    "a.sh.erb", "a.yaml.tmpl",
];

const SHAPES: [&[u8]; 16] = [
    b"#!/bin/bash\nA=${acc\x07nt}\naws sts get-session-token --seria\x00-numbeMFADevice\", \"Res\x01\x00\x00 \"$\x8bR\" --serial-nu\x93\x9d\xdb\xb4\"\np() { Noource\"] = string.Format(\"ar<<EOF\nn:aws:iam::{0}:mfa/${{aws:username}}\", id) };\n",
    b"{\n  \"Version\": \xb120ion\": \xb12012\"~\n  \"Statement\": [\n <% a.each do |\xd4b| %>\n {\"Effect#: \"arn:aws:iam::111122223333:mfa/own-\\$, \"R\xff\xff\xff\xdf\xffDevice'], r: ['arn:aws:iam::*:mfa/${aws:username}'] });\n",
    b"{\n \"Resource\": \"arn:aws:iam}}*:mfa/${aws:username}\"\n },\n {\n \"Sid\": \"M\", [\"A\"] = \"iam:*\", [\"R\"] = string.Format(\"ar<<EOF\nn\": \"\"2012-10-17\"\", \"\"Statement\"\": [{\"\"Effect\"\": \"\"Allow\"\"",
    b"on: push\nenv:\n  AWS_MFA_ARN: arn:a\x03\x03\x03\x03\x03\"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"RFn::Joinesource\":RN=$(aws sts get-caller-identity --query Arn --output text | sed 's/:user/:mfa/')",
    b"#!/bin/bash\nA=\"arn:aws:iam::$ACCT:mfa/$USER\"; read -r -p \"P: \" P; \"S\"-session-token ?```sh\nM=arn:aws:iam::$A:mfa/$USER\n```\nD:iam::{awssu:erna}e}}\",\n \"Deny\", \"Action\": \"ia",
    b"S=$(printf 'arn:aws:iam::%s:mfa/%s' \"$ACCT\" \"$U\xe6\x97\naws sts get-session-token --serial-number \"$S\" \xf0\x9f\x98",
    b"```json\n{\"Statement\":{\"Resource\":\"arn:aws:iam::*:mfa/${aws:username}\"\n```sh\nmfa `x\n> ```\n",
    b"a: &a !Sub [\"mfa/${!aws:username}\", {b: *a}]\nc: !Join [*a, [*a, *a]]\n<<: *a\n? *a\n: |\n *a mfa",
    b"x = <<EOF\n${jsonencode({ Resource = \"mfa/$${aws:username}\" })\n%{ if mfa }\nEOF\nEOF\n",
    b"\xef\xbb\xbfmfa/${aws:username}\xef\xbb\xbf\r\r\n\"arn:aws:iam::*:mfa/$\\u007baws:username}\"",
    b"f\"{mfa!r:{'arn:aws:iam::*:mfa/${{aws:username}}'}}\" % {\"mfa\": b'''\n",
    b"<<A <<'B' <<~\"C\"\nmfa #{<<D}\nA\nmfa\nB\nmfa\nC\nD\n",
    b"$a = @\"\nmfa/`${aws:username}\n\"@ + @'\nmfa\n'@\n\"$($(\"mfa/${aws:username}",
    b"all:\n\t@echo $$(mfa) \\\n\t$(shell aws sts get-session-token --serial-number arn:aws:iam::1:mfa/$${U\n",
    b"RUN [\"sh\", \"-c\", \"aws sts get-session-token --serial-number arn:aws:iam::1:mfa/\\u0024USER\"\nENV A=\"mfa/$\n",
    b"{{ if }}mfa/{{ \"${aws:username}\" }}{{% mfa %}}{# mfa <%= \"mfa/<% %>${aws:username}%> #}",
];

/// The shape as it is, twice, with its halves exchanged, and cut off at each of some places.
fn variants(shape: &[u8]) -> Vec<Vec<u8>> {
    let (first, second) = shape.split_at(shape.len() / 2);
    let cuts = (1..8).map(|cut| shape[..shape.len() * cut / 8].to_vec());
    cuts.chain([
        shape.to_vec(),
        [second, first].concat(),
        [shape, shape].concat(),
    ])
    .collect()
}

#[test]
fn no_shape_breaks_a_parser_or_a_rule() {
    let resolver = DeviceResolver::none();
    let mut findings = 0;
    for shape in SHAPES {
        for bytes in variants(shape) {
            for name in NAMES {
                let document = Document::parse(name, &bytes, &MIGRATION);
                for id in document.nodes() {
                    let source = document.source(id);
                    assert!(source.start <= source.end && source.end <= bytes.len());
                    let text = document.text(id);
                    assert!(text.holes().all(|hole| hole.end <= text.len()));
                    document.references(id);
                    let piece = document.piece_at(id, &source);
                    assert!(document.is_within(piece, id));
                }
                for finding in scan::findings(name, &bytes, &resolver) {
                    let before = String::from_utf8_lossy(&bytes[finding.span.clone()]);
                    assert_eq!(finding.before, before);
                    findings += 1;
                }
            }
        }
    }
    assert!(findings > 1000, "{findings} findings");
}
