"""What must hold of a file after all runs: a function for each thing, that yields what it finds wrong as `(line, what)`."""
from __future__ import annotations

import difflib
import json
import re
from urllib.parse import unquote

from . import access, occurrences, parsers, patches
from .program import Look, Text

DISPOSITIONS = ("safe", "review", "manual", "note")
STAR = re.compile(r"(?P<quote>\\?['\"]|)(?:\*|%(?:25)?2[aA]|\\{1,4}u002[aA]|\\{1,4}x2[aA]|&#42;|&ast;)(?P=quote)")
VARIABLE = occurrences.VARIABLE.pattern.decode("ascii")
# Another variable that names the device after its user: one interpolation of some host, or a piece that is joined.
OTHER = r"\\?[$#%@&]{0,2}\\?\(?[{<(\[]{1,2}[^{}<>\n]{0,120}[}>)\]]{1,2}|%[sv]|\$[A-Za-z_]\w*|[A-Za-z_][\w.\[\]()]*|![\w:]+ [\w.]+"
BEFORE_VARIABLE = re.compile(occurrences.MFA + occurrences.SLASH + occurrences.PIECES + rb"$")
BEFORE_PIECE = re.compile(occurrences.MFA + occurrences.SLASH + rb"[^A-Za-z0-9]{0,20}(?:[A-Za-z!:\s\"'-]{0,30})$")
ARN = re.compile(r"arn:[\w-]+:iam::\d{12}:(?:mfa|user|sms-mfa|u2f)/[\w+=,.@/-]+")
# Nobody's serial number: an example account, or words that stand for one.
PLACEHOLDER = re.compile(r"(?i)::(?!\d{12}:)|<|\[|x{3}|your|example|::(?:123456789012|111122223333|987654321098|012345678901|(\d)\1{11}):")
COMPUTED = re.compile(r"[$%`]|\{\{")
# Who has no user name: a policy that is attached to one of these was dead before.
NO_USER = {"aws_iam_role_policy", "aws_iam_role", "aws_ssoadmin_permission_set_inline_policy", "aws_organizations_policy", "aws_iam_instance_profile"}


def takes(finding: dict, review: bool) -> bool:
    """Whether `fix --yes` (with `--include-review`) should write this finding's rewrite."""
    return finding["after"] is not None and finding["disposition"] in (("safe", "review") if review else ("safe",))


def _spliced(content: bytes, edits: list) -> bytes:
    """The content with `(start, end, new)` in place."""
    pieces, at = [], 0
    for start, end, new in sorted(edits):
        pieces += [content[at:start], new]
        at = end
    return b"".join([*pieces, content[at:]])


def _edits(look: Look, review: bool) -> list:
    text = Text.of(look.before)
    return [(one["span"]["start"], one["span"]["end"], text.encode(one["after"])) for one in look.findings if takes(one, review)]


def _line(content: bytes, offset: int) -> int:
    return content.count(b"\n", 0, offset) + 1


def report_fits_the_file(look: Look):
    """Each finding's span, line, column and old text are those of the file; no two edits meet."""
    text = Text.of(look.before)
    ends = 0
    for finding in sorted(look.findings, key=lambda one: one["span"]["start"]):
        start, end = finding["span"]["start"], finding["span"]["end"]
        if finding["disposition"] not in DISPOSITIONS:
            yield finding["line"], f"unknown disposition {finding['disposition']!r}"
        if not 0 <= start < end <= len(look.before):
            yield finding["line"], f"a span that is outside the file: {start}..{end}"
            continue
        if look.before[start:end] != text.encode(finding["before"]):
            yield finding["line"], f"`before` is not what stands at {start}..{end}"
        head = text.content[: text.at(start)]
        line = head.count(b"\n") + 1
        column = len(head[head.rfind(b"\n") + 1:].decode("utf-8", "replace").lstrip("\ufeff" if line == 1 else "")) + 1
        if (finding["line"], finding["column"]) != (line, column):
            yield line, f"reported at {finding['line']}:{finding['column']}, stands at {line}:{column}"
        if finding["disposition"] == "safe" and finding["after"] is None:
            yield line, "safe without a rewrite"
        if finding["disposition"] == "note" and finding["after"] is not None:
            yield line, "a note with a rewrite"
        if (finding["after"] is None) != (finding["value_after"] is None) and finding["after"] != "":
            yield line, "`after` and `value_after` don't go together"
        if finding["after"] is not None and finding["after"] == finding["before"]:
            yield line, "a rewrite that changes nothing"
        if takes(finding, True):
            if start < ends:
                yield line, "two edits that meet"
            ends = max(ends, end)


def only_reported_spans_differ(look: Look):
    """After `fix` the file is the old one but for the rewrites that were to be taken, byte for byte."""
    for what, after, review in (("--yes", look.after_safe, False), ("--yes --include-review", look.after_all, True)):
        expected = _spliced(look.before, _edits(look, review))
        if after == expected:
            continue
        at = next((i for i, (a, b) in enumerate(zip(after, expected)) if a != b), min(len(after), len(expected)))
        yield _line(expected, at), f"fix {what}: byte {at} is {after[at:at + 20]!r}, reported {expected[at:at + 20]!r}"


# The name in the parts of an ARN that the CDK puts together.
BEFORE_NAME = re.compile(rb"resource\s*[:=]\s*['\"]mfa['\"],\s*resource_?[nN]ame\s*[:=]\s*['\"`]\\?$")

# The same in a chain of calls; a value that is put into an ARN where the name is; the last piece of what joins one; and the name after a type that is put in.
PUT_IN = re.compile(
    rb"""resource\(['"]mfa['"]\)\s*\.resourceName\(['"]$
    | (?:mfa|%s|\{\w*\}|\$\{\w+\})/(?:%s|\{\w*\}|\$\{\w+\})['"][^\n]*['"]$
    | mfa/\$\{(\w+)\}"[\s\S]*\b\1:\s"$
    | mfa"?\]+\}?\]*,\s*"$
    | :\$\{\w+\}/$""",
    re.X,
)


def edits_are_meant(look: Look):
    """A policy's edit takes the variable after `mfa/`, whole, for `*` (or one redundant entry away); a serial number's a whole serial number."""
    for finding in look.findings:
        if finding["after"] is None or not 0 <= finding["span"]["start"] < finding["span"]["end"] <= len(look.before):
            continue
        line, before, after = finding["line"], finding["before"], finding["after"]
        if look.path.endswith(".properties"):
            before = re.sub(r"\\([:=#! ])", r"\1", before)
        text = Text.of(look.before)
        start, end = text.at(finding["span"]["start"]), text.at(finding["span"]["end"])
        if finding["rule"] == "policy-mfa-resource":
            escaped = after == "\\*" and look.path.lower().endswith((".md", ".mdx", ".markdown", ".rst"))  # in prose, where `*` is markup
            if after.strip() == "" or not (escaped or STAR.fullmatch(after)):
                if not _is_removal(before, after):
                    yield line, f"{before!r} becomes {after!r}"
                continue
            known = re.fullmatch(VARIABLE, before)
            if not known and not re.fullmatch(OTHER, before):
                yield line, f"{before!r} is no variable"
            head = text.content[max(0, start - 400): start]
            if not (BEFORE_VARIABLE if known else BEFORE_PIECE).search(head) and not (known and (BEFORE_NAME.search(head) or PUT_IN.search(head))):
                yield line, f"{before!r} doesn't stand after `mfa/`"
            if not known and before[:1] in "{(" and re.search(rb"[$%#@]$", head):
                yield line, f"{before!r} is not the whole variable"
            if known and (re.search(rb"[$&!@#\\`{<]$", head) or re.match(rb"[}>]", text.content[end:end + 1]) and before[-1] not in "}>"):
                yield line, f"{before!r} is not the whole variable"
            old, new = finding["value_before"], finding["value_after"]
            if known and old is not None and new is not None and not _says(old, new):
                yield line, f"the value {old!r} is said to become {new!r}"
        elif "list-mfa-devices" in after:
            if not re.search(r"(?i)mfa|:user|serial|get-caller-identity|get-user", before):
                yield line, f"{before!r} is no serial number, but becomes a lookup"
            if re.search(r"^[=;,\s]|[=;,\s]$", before):
                yield line, f"{before!r} is more than a serial number"
            if _open_quotes(before) != _open_quotes(after):
                yield line, f"{before!r} has other quotes than its lookup"
            yield from _whole_word(look, finding, text, start, end)
        else:
            if look.devices and after not in look.devices:
                yield line, f"{after!r} is no device of the record"
            if not (ARN.fullmatch(before) or re.fullmatch(r"[\w+=/:,.@-]{9,256}", before)):
                yield line, f"{before!r} is no serial number"
            yield from _whole_word(look, finding, text, start, end)
            if finding["value_after"] != after or finding["value_before"] != before:
                yield line, f"the value {finding['value_before']!r} is said to become {finding['value_after']!r}"


def _whole_word(look, finding, text, start, end):
    """A serial number is not a part of a longer word."""
    if re.match(rb"[\w:/@+=.-]", text.content[end:end + 1]) and re.match(rb"[\w]", text.content[end:end + 1]) \
            or text.content[max(0, start - 1):start] == b"-" == text.content[start:start + 1] \
            or re.search(rb"(?<![\\%])[A-Za-z0-9:/]$", text.content[max(0, start - 2):start]) and re.match(r"[A-Za-z0-9:/]", finding["before"]) \
            and not re.search(rb"\\[nrt]$", text.content[max(0, start - 2):start]):
        yield finding["line"], f"{finding['before']!r} is a part of a longer word"


def _open_quotes(text: str) -> tuple:
    """Whether quotes are left open at the end of a text: unescaped double, single."""
    return tuple(len(re.findall(sign, re.sub(r"\$\([^()]*\)", "", text))) % 2 for sign in ('"', "'"))


def _is_removal(before: str, after: str) -> bool:
    """Whether an edit takes one entry, with a comma of its own at most, out of a list."""
    inside = len(occurrences.policies(before.encode("utf-8", "surrogateescape")))
    # Commas of the entry itself stand in brackets or in quotes.
    plain = re.sub(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`]*`", "x", before)
    for _ in range(before.count("(") + before.count("[") + before.count("{")):
        plain = re.sub(r"\([^()\[\]{}]*\)|\[[^()\[\]{}]*\]|\{[^()\[\]{}]*\}", "x", plain)
    return after.strip(", \t\r\n") == "" and inside == 1 and before.count("arn") <= 1 and plain.count(",") <= 1 and not re.search(r"[()\[\]{}]", plain)


def _says(old: str, new: str) -> bool:
    """Whether a value is the old one but for variables that became `*`."""
    pieces = re.split(VARIABLE, old)
    return old != new and re.fullmatch(r"(?:\*|%s)" % VARIABLE.replace("(?<![A-Za-z0-9])|(?<=\\\\n)", ""), old) is not None \
        or old != new and re.fullmatch("(?s:%s)" % (r"(?:\*|%s)" % VARIABLE).join(map(re.escape, pieces)), new) is not None


def every_occurrence_is_accounted_for(look: Look):
    """Each old form is in a finding's span, or its file was passed over and says so. A serial number may be right, or one of several placeholders."""
    yield from _missed(look, look.before, look.findings)


def nothing_is_left_unsaid(look: Look):
    """After `fix` a second run has nothing to take, and still accounts for all that is left."""
    for finding in look.again:
        if takes(finding, True):
            yield finding["line"], f"a second run would rewrite {finding['before']!r}"
    before = {what for _, what in _missed(look, look.before, look.findings)}
    yield from ((line, f"after fix: {what}") for line, what in _missed(look, look.after_all, look.again) if what not in before)


def _missed(look: Look, content: bytes, findings: list):
    if look.passed_over is not None:
        return
    text = Text.of(content)
    spans = [(text.at(one["span"]["start"]), text.at(one["span"]["end"]), one) for one in findings]
    lines = {one["line"] for one in findings}
    for one in occurrences.policies(text.content):
        if not any(start < one.end and one.start < end for start, end, _ in spans):
            yield _line(text.content, one.start), f"no finding at this {one.kind} occurrence: {_shown(text.content, one)}"
    for one in occurrences.named(text.content):
        if not any(start < one.end and one.start < end for start, end, _ in spans):
            yield _line(text.content, one.start), f"no finding at this device that a variable names: {_shown(text.content, one)}"
    for one in occurrences.derivations(text.content):
        if _line(text.content, one.start) not in lines and not any(start < one.end and one.start < end for start, end, _ in spans):
            yield _line(text.content, one.start), f"no finding where a serial number is derived: {_shown(text.content, one)}"
    for one in occurrences.serials(text.content):
        said = text.content[one.start:one.end].decode("utf-8", "replace")
        line = _line(text.content, one.start)
        if any(start < one.end and one.start < end for start, end, _ in spans) or line in lines:
            continue
        if any(said.startswith(serial) for serial in look.devices) or "mfa/*" in said:
            continue
        # A placeholder is reported once in a file, as is one value that stands in several places.
        notes = [two["before"] for two in findings if two["rule"].endswith("serial") and two["disposition"] == "note"]
        if any(said.startswith(note) or note in said for note in notes) or notes and PLACEHOLDER.search(said) and not COMPUTED.search(said):
            continue
        yield line, f"no finding at this serial number: {_shown(text.content, one)}"


def _shown(content: bytes, one) -> str:
    return repr(content[one.start:one.end].decode("utf-8", "replace"))[:120]


def json_patches_hold(look: Look):
    """Each `json_patch`, applied to the innermost JSON document around its finding, gives the document that its edit gives."""
    text = Text.of(look.before)
    for finding in look.findings:
        patch = finding["json_patch"]
        if not patch:
            if finding["after"] is not None and finding["language"] == "json" and look.path.endswith(".json") and _is_json(text.decode()):
                yield finding["line"], "no json_patch for an edit in a JSON file"
            continue
        if finding["after"] is None:
            yield finding["line"], "a json_patch without a rewrite"
            continue
        statement = finding["statement"]
        if any(one["path"] and not one["path"].startswith("/") for one in patch) \
                or statement and statement.get("element") and f"/{statement['element']}" not in patch[-1]["path"]:
            yield finding["line"], f"json_patch {json.dumps(patch)[:200]} leads elsewhere"
        after = Text.of(_spliced(look.before, [(finding["span"]["start"], finding["span"]["end"], text.encode(finding["after"]))]))
        candidates = _documents(look.path, text, after, text.at(finding["span"]["start"]), text.at(finding["span"]["end"]))
        tried = 0
        for old, new in candidates:
            tried += 1
            try:
                if patches.apply(old, patch) == new:
                    break
            except patches.Refused:
                pass
        else:
            if tried:
                yield finding["line"], f"json_patch {json.dumps(patch)[:200]} doesn't give the new document"
            elif not all(set(one) <= {"op", "path", "value", "from"} and one["op"] in ("replace", "remove", "test") for one in patch) \
                    or any("value" in one and one["op"] == "replace" and not _ends_with(str(finding["value_after"]), str(one["value"])) for one in patch):
                yield finding["line"], f"json_patch {json.dumps(patch)[:200]} isn't the edit's"


def _ends_with(shown: str, value: str) -> bool:
    """Whether a value ends what is shown, which has the host's own spelling where the value has U+FFFC for what the host computes."""
    return re.search(".+?".join(map(re.escape, value.split("\ufffc"))) + r"\Z", shown, re.S) is not None


def _is_json(text: str) -> bool:
    try:
        json.loads(text.lstrip("\ufeff"), object_pairs_hook=_unlike)
    except (ValueError, RecursionError):
        return False
    return True


def _unlike(pairs: list) -> dict:
    """An object whose names are all different."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name that is there twice")
    return found


def _documents(path: str, old: Text, new: Text, start: int, end: int):
    """Pairs of JSON documents, before and after an edit, that could be the innermost around it."""
    before, after = old.decode(), new.decode()
    pairs = []
    for parser, read in parsers.values(path, before).items():
        for (_, a), (_, b) in zip(read, parsers.values(path, after).get(parser, [])):
            if isinstance(a, str) and isinstance(b, str) and a != b:
                pairs.append((a, b))
    pairs.append((before, after))
    start = len(old.content[:start].decode("utf-8", "surrogateescape"))
    seen = 0
    for at in (place for place in range(start - 1, -1, -1) if before[place] in "{["):
        seen += 1
        if seen > 300:
            break
        for undo in (_same, _unescaped, _untemplated, _bare):
            pairs.append((undo(before[at:]), undo(after[at:])))
    while pairs:
        a, b = pairs.pop()
        try:
            one, _ = json.JSONDecoder().raw_decode(a.lstrip("\ufeff \t\r\n"))
            two, _ = json.JSONDecoder().raw_decode(b.lstrip("\ufeff \t\r\n"))
        except (ValueError, RecursionError):
            continue
        if one == two or not isinstance(one, (dict, list)):
            continue
        yield one, two
        inner = [(x, y) for (_, x), (_, y) in zip(parsers.leaves(one), parsers.leaves(two)) if x != y and isinstance(x, str) and isinstance(y, str)]
        pairs.extend(inner)
        # IAM's API gives documents percent-encoded.
        pairs.extend((unquote(x), unquote(y)) for x, y in inner if "%7B" in x.upper())


def _same(text: str) -> str:
    return text


def _unescaped(text: str) -> str:
    """The text in a string whose host escapes `$`, quotes and backquotes."""
    return text.replace("$${", "${").replace("\\${", "${").replace('\\"', '"').replace("\\`", "`").replace("\\n", "\n").replace('""', '"')


def _untemplated(text: str) -> str:
    """A template's text, with something in place of its tags outside strings."""
    return re.sub(r'("(?:[^"\\\n]|\\.)*")|<%.*?%>|\{[%#].*?[%#]\}|\{\{.*?\}\}|\$\{[^}\n]*\}|%\{[^}\n]*\}', lambda one: one[1] or " ", text, flags=re.S)


def _bare(text: str) -> str:
    """JSON with comments and trailing commas, and with a value where a template fills one in."""
    text = re.sub(r'("(?:[^"\\\n]|\\.)*")|//[^\n]*|/\*.*?\*/|\{[%#].*?[%#]\}', lambda one: one[1] or " ", text, flags=re.S)
    text = re.sub(r'("(?:[^"\\\n]|\\.)*")|<%.*?%>|\{\{.*?\}\}|\$\{[^}\n]*\}', lambda one: one[1] or "0", text, flags=re.S)
    return re.sub(r'("(?:[^"\\\n]|\\.)*")|,(?=\s*[}\]])', lambda one: one[1] or "", text)


def _marks(look: Look) -> tuple:
    """The file with a word of its own in place of each rewrite that `fix --include-review` takes; and which finding each word is for."""
    taken = [one for one in look.findings if takes(one, True) and one["after"].strip(", \t\r\n") != ""]
    gone = [one for one in look.findings if takes(one, True) and one["after"].strip(", \t\r\n") == ""]
    text = Text.of(look.before)
    names = {f"zq{number}qz": one for number, one in enumerate(taken)}
    removed = [(one["span"]["start"], one["span"]["end"], text.encode(one["after"])) for one in gone]
    marks = [(one["span"]["start"], one["span"]["end"], text.encode(one["after"].replace("*", name) if STAR.fullmatch(one["after"]) else name))
             for name, one in names.items()]
    return (Text.of(_spliced(look.before, removed)).decode(), Text.of(_spliced(look.before, removed + marks)).decode(), names)


def _marked_entries(look: Look) -> tuple:
    """The file with a word of its own in place of each variable that a safe rewrite is about, be it rewritten or removed with its entry."""
    text = Text.of(look.before)
    names, marks = {}, []
    for number, one in enumerate(look.findings):
        if one["disposition"] == "safe" and one["rule"] == "policy-mfa-resource":
            name = f"zq{number}qz"
            names[name] = one
            new = re.sub(VARIABLE, name, one["before"], count=1) if STAR.fullmatch(one["after"] or "") is None else one["after"].replace("*", name)
            marks.append((one["span"]["start"], one["span"]["end"], text.encode(new)))
    return Text.of(_spliced(look.before, marks)).decode(), names


MARK = re.compile(r"zq\d+qz")


def values_differ_only_where_reported(look: Look):
    """In other parsers' eyes, only the values around the rewrites differ, and each is the old one with the rewrite in it."""
    if look.after_all == look.before or not parsers.values(look.path, Text.of(look.before).decode()):
        return
    base, marked, names = _marks(look)
    whole = parsers.values(look.path, Text.of(look.before).decode())
    old, middle, new = (parsers.values(look.path, text) for text in (base, marked, Text.of(look.after_all).decode()))
    for parser, read in whole.items():
        if parser not in new or parser not in old:
            yield 0, f"{parser} could read the file before, and can't afterwards"
            continue
        if base != Text.of(look.before).decode():
            yield from _only_removed(parser, read, old[parser])
        if parser not in middle:
            continue
        others = sum(one["rule"].startswith("policy") and not re.fullmatch(VARIABLE, one["before"]) for one in names.values())
        if others and len(middle[parser]) == len(new[parser]):
            # An expression may have become a piece of a string: what was read before is there but for as many places.
            yield from _places(parser, old[parser], middle[parser], others)
            old[parser] = [(place, MARK.sub(_before(names), value) if isinstance(value, str) else value) for place, value in middle[parser]]
        if not len(old[parser]) == len(middle[parser]) == len(new[parser]):
            yield 0, f"{parser} reads {len(old[parser])} values before, {len(new[parser])} afterwards"
            continue
        for (place, a), (_, m), (new_place, b) in zip(old[parser], middle[parser], new[parser]):
            if not isinstance(m, str) or not MARK.search(m):
                if a != m or a != b or (place != new_place and "zq" not in str(place) and "mfa/" not in str(place)):
                    yield 0, f"{parser} reads {b!r} for {a!r} at {_place(place)}"[:300]
                continue
            pieces = [re.escape(piece) for piece in MARK.split(m)]
            marks = [names[mark] for mark in MARK.findall(m)]
            was = _joined(pieces, [r"(?:%s|\$\{[\w-]+:[^{}\s]+\}|[^:/\s]+?|![\w:]+ [\w.]+)" % VARIABLE if one["rule"].startswith("policy") else r".+?" for one in marks])
            becomes = _joined(pieces, [r"(?:\*|%2A)" if one["rule"].startswith("policy") else r".+?" for one in marks])
            if not re.fullmatch(was, a, re.S) or not re.fullmatch(becomes, b, re.S):
                yield marks[0]["line"], f"{parser} reads {b!r} for {a!r} at {_place(place)}"[:400]


def _before(names: dict):
    """Puts the old text back in place of a mark."""
    return lambda mark: names[mark[0]]["before"] if mark[0] in names else mark[0]


def _places(parser: str, old: list, new: list, count: int):
    """Two lists of values are the same but for so many places."""
    matcher = difflib.SequenceMatcher(None, [repr(value) for _, value in old], [repr(value) for _, value in new], autojunk=False)
    changed = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    around = [code for code in changed if not any(MARK.search(str(value)) for _, value in new[code[3]:code[4] + 1])]
    # A place that shrinks may leave a few nodes of its own before or behind it.
    if len(around) > 3 * count:
        yield 0, f"{parser} reads {len(around)} places differently, and {count} were rewritten"


def _joined(pieces: list, between: list) -> str:
    return pieces[0] + "".join(gap + piece for gap, piece in zip(between, pieces[1:]))


def _place(place: tuple) -> str:
    return "/".join(str(step[1]) for step in place)


# What an entry has that a function of CloudFormation's puts together: tags, and other pieces of an ARN.
OF_ENTRY = re.compile(r"tag:yaml\.org,2002:(?:map|seq)$|!\w+$|Fn::\w+$|arn:aws:iam::$|AWS::AccountId$")


def _only_removed(parser: str, whole: list, base: list):
    """What is removed from a list is an entry in the old form."""
    a, b = [value for _, value in whole], [value for _, value in base]
    for operation, start, end, from_, to in difflib.SequenceMatcher(None, list(map(repr, a)), list(map(repr, b)), autojunk=False).get_opcodes():
        if operation == "delete":
            # An entry may be an expression, which is several values of its tree.
            held = sum(len(occurrences.policies(str(value).encode("utf-8", "replace"))) for value in a[start:end])
            known = [value for value in a[start:end] if parser == "python_values" or (parser == "yaml_values" and OF_ENTRY.match(str(value))) or occurrences.policies(str(value).encode("utf-8", "replace"))]
            if not held or len([value for value in known if value != ""]) < len([value for value in a[start:end] if value not in ("", "list")]):
                yield 0, f"{parser}: {a[start:end]!r} was removed"[:300]
        elif operation != "equal" and list(map(_without_old_entries, a[start:end])) != list(map(_without_old_entries, b[from_:to])):
            yield 0, f"{parser}: values changed where an entry was removed"


def _without_old_entries(value) -> str:
    """A text without its entries in the old form, and without space and commas."""
    return re.sub(r"[\s,]", "", re.sub(r'\\?"[^"\n]{0,120}?mfa/%s\\?"' % VARIABLE, "", str(value)))


def others_still_accept(look: Look):
    """Programs that know the language (`bash -n`, `node --check`, `gofmt`, `terraform fmt`) accept the new file where they accept the old one."""
    if look.after_all == look.before:
        return
    refused = parsers.refusals(look.path, Text.of(look.after_all).decode())
    if refused:
        for one in sorted(refused - parsers.refusals(look.path, Text.of(look.before).decode())):
            yield 0, f"`{one}` accepts the file before, and refuses it afterwards"


def access_is_true(look: Look):
    """What a policy's rewrites grant is what an evaluator of its own says, where the whole policy is JSON that it knows."""
    text = Text.of(look.before)
    for finding in look.findings:
        if finding["rule"] != "policy-mfa-resource" or finding["after"] is None or not finding.get("access") \
                or finding["value_before"] is None or re.search(r"this statement alone|not known|grants no action of IAM", finding["reason"]):
            continue
        marked = Text.of(_spliced(look.before, [(finding["span"]["start"], finding["span"]["end"], text.encode("zq0qz"))]))
        start, end = (text.at(finding["span"][side]) for side in ("start", "end"))
        policies = [(old, new) for old, new in _documents(look.path, text, marked, start, end)
                    if isinstance(old, dict) and "Statement" in old and "zq0qz" in json.dumps(new)]
        # The smallest one around it, unless it stands in text inside a policy.
        policies.sort(key=lambda pair: len(json.dumps(pair[0])))
        if not policies or "Version" not in policies[0][0]:
            continue
        old, new = policies[0][0], _migrated(policies[0][0])
        if old == new:
            continue
        try:
            gained = access.gained(old, new)
        except (access.Unknown, AttributeError, TypeError):
            continue
        told = {one["action"] if isinstance(one, dict) else one for one in finding["access"]["gained"]}
        if gained != told:
            yield finding["line"], f"gained is said to be {sorted(told)}, and is {sorted(gained)}"


def _migrated(policy: dict) -> dict:
    """A policy with `mfa/*` in all its entries in the old form."""
    return json.loads(re.sub(r"(:mfa/)\$?\$\{!?aws:username\}(?=\")", r"\1*", json.dumps(policy), flags=re.I))


def templates_are_as_right_as_before(look: Look):
    """cfn-lint, where it is installed, finds no new error in a CloudFormation template."""
    if look.after_all == look.before:
        return
    ending = "." + look.path.rsplit(".", 1)[-1].lower()
    new = list(parsers.template_errors(Text.of(look.after_all).decode(), ending))
    if new:
        for one in parsers.template_errors(Text.of(look.before).decode(), ending):
            if one in new:
                new.remove(one)
    for one in new:
        yield 0, f"cfn-lint finds {one} afterwards, and not before"


def safe_is_earned(look: Look):
    """Where another parser shows the statement around a `safe` policy finding, it is an Allow with a Resource, in a current policy, of users."""
    if not any(one["disposition"] == "safe" and one["rule"] == "policy-mfa-resource" for one in look.findings):
        return
    marked, names = _marked_entries(look)
    waiting = [(read, ()) for read in parsers.values(look.path, marked).values()]
    waiting += [(read, ()) for mark in MARK.findall(marked) for read in _json_around(marked, mark)]
    while waiting:
        read, above = waiting.pop()
        by_place = dict(read) if len(read) < 100_000 else {}
        for place, value in read:
            if not isinstance(value, str) or not MARK.search(value):
                continue
            inside = [one for mark in MARK.findall(value) for one in _json_around(value, mark)]
            if inside:
                waiting.extend((one, above + place) for one in inside)
                continue
            for mark in MARK.findall(value):
                finding = names.get(mark)
                if finding and finding["disposition"] == "safe" and finding["rule"] == "policy-mfa-resource":
                    for what in _unearned(place, above, by_place):
                        yield finding["line"], f"safe, but {what}"


def _json_around(text: str, mark: str):
    """The values of the outermost JSON object around a mark in a text, if there is one."""
    at = text.index(mark)
    found = None
    start = at
    for _ in range(100):
        start = text.rfind("{", 0, start)
        if start < 0:
            break
        try:
            value, end = json.JSONDecoder(object_pairs_hook=parsers.Pairs).raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        if end > at:
            found = value
    return [] if found is None else [parsers.leaves(found)]


def _unearned(place: tuple, above: tuple, by_place: dict):
    for depth in range(len(place) - 1, -1, -1):
        siblings = [by_place.get(place[:depth] + (("member", name),)) for name in ("Effect", "effect")]
        effect = next((value for value in siblings if isinstance(value, str)), None)
        if effect is None or place[depth][0] != "member":
            continue
        if effect.strip('"').lower() != "allow":
            yield f"the statement's effect is {effect}"
        if place[depth][1].strip('"').lower() not in ("resource", "resources"):
            yield f"it stands in {place[depth][1]}"
        break
    for depth in range(len(place), -1, -1):
        version = next((value for name in ("Version", '"Version"') for value in [by_place.get(place[:depth] + (("member", name),))] if value), None)
        if isinstance(version, str) and any(step[1] == "Statement" for step in place[depth:]) and version.strip('"') != "2012-10-17":
            yield f"the policy's version is {version}"
        kind = by_place.get(place[:depth] + (("member", "Type"),))
        if kind in ("AWS::IAM::Role", "AWS::IAM::RolePolicy", "AWS::SSO::PermissionSet", "AWS::Organizations::Policy"):
            yield f"the policy is one of {kind}"
    for step in above + place:
        if step[0] == "member" and step[1].strip('"') in NO_USER:
            yield f"the policy is one of {step[1]}"


# From cheap to dear.
ALL = [report_fits_the_file, only_reported_spans_differ, edits_are_meant, every_occurrence_is_accounted_for, nothing_is_left_unsaid,
       json_patches_hold, access_is_true, values_differ_only_where_reported, safe_is_earned, others_still_accept,
       templates_are_as_right_as_before]


def violations(look: Look):
    """All that is wrong with a file, as `(line, check, what)`. A file without findings and changes needs no parser."""
    for check in ALL:
        for line, what in check(look):
            yield line, check.__name__, what
