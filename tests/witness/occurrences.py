"""Where the two old forms stand in a file, found by regular expressions alone: plain, escaped, or put together from pieces."""
from __future__ import annotations

import re
from dataclasses import dataclass

# A sign as itself or in an escape of some host: JSON and JavaScript, C, octal, percent, HTML.
ESCAPE = (rb"(?:\\{1,4}u\{?(?:00)?[0-9a-fA-F]{2}\}?|\\{1,4}x[0-9a-fA-F]{2}|\\{1,4}[0-7]{3}|%(?:25)?[0-9a-fA-F]{2}"
          rb"|&#(?:[0-9]{2,3}|x[0-9a-fA-F]{2});|&(?:amp|dollar|lcub|lbrace|rcub|rbrace|quot|num|lt|gt|sol|colon);)")


def _sign(sign: bytes) -> bytes:
    """A sign, or one escape of it."""
    code = b"%02x" % sign[0]
    letter = b"".join(b"[%s%s]" % (digit.upper(), digit.lower()) for digit in (code[:1], code[1:]))
    octal = b"%03o" % sign[0]
    return (rb"(?:\\{0,4}%s|\\{1,4}u\{?(?:00)?%s\}?|\\{1,4}x%s|\\{1,4}%s|%%(?:25)?%s|&#(?:%d|x%s);%s)"
            % (re.escape(sign), letter, letter, octal, letter, sign[0], letter,
               {b"/": rb"|&sol;", b":": rb"|&colon;"}.get(sign, b"")))


# The name isn't the end of a longer word; the letters of an escape are none.
APART = rb"(?:(?<![A-Za-z])|(?<=u00[0-9a-fA-F]{2})|(?<=[x%][0-9a-fA-F]{2})|(?<=%25[0-9a-fA-F]{2}))"
MFA = rb"(?:[mM]|\\{1,4}u006[dD]|\\{1,4}x6[dD])[fF][aA]"
SLASH = _sign(b"/")
COLON = _sign(b":")
NAME = rb"(?i:aws)" + COLON + rb"(?i:username)"
# A template's own variable for the sign `$`.
DOLLAR = rb"\$\{?(?i:dollar)\w{0,8}\}?"
# What opens a variable (`${`, `$${`, `&{`, `${!`, `\${`, `${{`, `$<`, `${'$'}{` …) and what closes it, with a default before that.
OPEN = rb"(?:%s|%s|[$&{}!\\@%%#<>('\"`]){1,24}?" % (ESCAPE, DOLLAR)
CLOSE = rb"(?:[ \t]*,[ \t]*(?:\\?['\"])[^'\"\n]{0,40}(?:\\?['\"]))?[ \t]*(?:%s|[}>)]){0,2}" % ESCAPE
VARIABLE = re.compile(rb"(?:(?<![A-Za-z0-9])|(?<=\\n))" + OPEN + APART + NAME + CLOSE)

# Between `mfa/` and the variable, where a host puts a value together from pieces: quotes, signs, space, template tags.
PIECES = rb"(?:%s|%s|[^A-Za-z0-9]){0,80}?" % (ESCAPE, DOLLAR)
# The letters of a percent escape before it are none of a longer word.
POLICY = re.compile(rb"(?:(?<![A-Za-z0-9])|(?<=%[0-9a-fA-F]{2})|(?<=%25[0-9a-fA-F]{2}))(?P<mfa>" + MFA + rb")" + SLASH + rb"(?P<between>" + PIECES + rb")" + APART + NAME)
# A resource type that is a wildcard covers devices, too.
WILDCARD = re.compile(rb"iam::[^:\s\"']{0,60}:(?P<mfa>\*|[?m*][?f*]{0,2}[?a*]{0,2})" + SLASH + rb"(?P<between>" + OPEN + rb")" + NAME)

# The type and the name as two texts that something puts together.
PARTS = re.compile(rb"[\"'`](?P<mfa>mfa)[\"'`]\s{0,8},\s{0,8}(?:\w{1,40}\s?[=:]\s?)?[\"'`](?P<between>" + OPEN + rb")" + NAME)

# A device that another variable names after its user, in a policy's resource.
NAMED = re.compile(rb"(?i)\"?\bresources?\b[^;#]{0,300}?iam::[^\s\"']{0,80}?:(?P<device>mfa/(?:\$?\{\{?[^{}\n]{1,80}\}\}?|\$\(?[A-Za-z_]\w*\)?))(?=[\"'`\\])")

# A serial number where one is given: an option, a setting, an argument.
SERIAL = re.compile(
    rb"(?i)(?:--?serial-?number|\b\w*(?:mfa|serial|arn|device)\w*)[\"'`]{0,2}[ \t]*(?:=>|:=|[=:(, ]){1,3}[ \t]*"
    rb"(?P<serial>(?:\(|aws\.String\(|[A-Za-z.]*[fFbrR$@]?[\"'`]|\\\"){0,2}arn:[^\s\"'`]{0,80}?:(?i:mfa)/[^\s\"'`)]{1,80})")

# A serial number that is made of a user's ARN: `s/:user/:mfa/`, `${ARN/:user/:mfa}`, `replace(":user/", ":mfa/")`.
DERIVED = re.compile(rb"(?P<sign>[/|#@!,'\"`])(?P<user>:?user[:/\\]{0,3})(?:(?P=sign)|['\"`]\s*,\s*['\"`])(?P<mfa>:?mfa)\b")

# A device that is managed, and not authenticated with: its serial number isn't a guess.
MANAGES = re.compile(rb"(?i)(?:enable|deactivate|resync|create|delete)[-_]?(?:virtual[-_]?)?(?:iam)?(?:virtual)?[-_]?mfa[-_]?device")
# What ListMFADevices says is a list of devices, and no guess.
LISTED = re.compile(rb"(?i)EnableDate|StringSeed|MFA_?Devices?\b[^\n]{0,12}[=:]|mock")


@dataclass(frozen=True)
class Occurrence:
    """An old form: `start` and `end` are bytes of the text in UTF-8; `kind` is `plain`, `escaped`, `split`, `wildcard`, `named`, `serial` or `derived`."""

    start: int
    end: int
    kind: str


def policies(text: bytes) -> list[Occurrence]:
    """All variables named `aws:username` that stand after `mfa/`."""
    if b"sername" not in text.lower():
        return []
    found = {}
    for match in POLICY.finditer(text):
        between = match["between"]
        if re.search(rb"[\s,+.\[\]]", between.replace(b" ", b"", 1)) or re.search(rb"[\"'`]\s*[,+.]|[\"'`]\s+[\"'`]", between):
            kind = "split"
        elif re.search(ESCAPE, between) or match["mfa"].lower() != b"mfa" or re.search(ESCAPE, text[match.start():match.end()]):
            kind = "escaped"
        else:
            kind = "plain"
        end = match.end()
        closing = re.compile(CLOSE).match(text, end)
        if closing:
            end = closing.end()
        found[match.end()] = Occurrence(match.start("mfa"), end, kind)
    for match in PARTS.finditer(text):
        closing = re.compile(CLOSE).match(text, match.end())
        found.setdefault(match.end(), Occurrence(match.start("mfa"), closing.end() if closing else match.end(), "split"))
    for match in WILDCARD.finditer(text):
        if match["mfa"].lower() != b"mfa":
            found.setdefault(match.end(), Occurrence(match.start("mfa"), match.end(), "wildcard"))
    return [found[end] for end in sorted(found)]


def named(text: bytes) -> list[Occurrence]:
    """All devices in a policy's resource that are named after a user by another variable than `aws:username`."""
    return [Occurrence(match.start("device"), match.end("device"), "named") for match in NAMED.finditer(text)
            if re.search(rb"(?i)user|each\.|login", match["device"]) and not re.search(rb"(?i)aws:|mfa_|device", match["device"][4:])]


def serials(text: bytes) -> list[Occurrence]:
    """All serial numbers of virtual devices that are written where a serial number is given."""
    if b"mfa/" not in text.lower():
        return []
    held = {range(one.start, one.end) for one in policies(text)}
    found = []
    for match in SERIAL.finditer(text):
        start = text.index(b"arn:", match.start("serial"))
        end = match.end("serial")
        if b".." in match["serial"]:
            continue
        if not any(start <= one.start < end for one in held) and not MANAGES.search(text[max(0, start - 160):start]) \
                and not LISTED.search(text[max(0, start - 260):end + 80]):
            found.append(Occurrence(start, end, "serial"))
    return found


def derivations(text: bytes) -> list[Occurrence]:
    """All replacements of `user` by `mfa`."""
    return [Occurrence(match.start("user"), match.end("mfa"), "derived") for match in DERIVED.finditer(text)]


def holds_any(content: bytes) -> bool:
    """Whether a file could hold an old form at all, whatever its encoding."""
    low = content.replace(b"\0", b"").lower()
    return b"mfa" in low or b"u006dfa" in low or b"aws:username" in low or b"aws%3ausername" in low


ALL = [policies, named, serials, derivations]
