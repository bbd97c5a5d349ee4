"""Wrong edits and wrong reports, seeded one at a time into what the program said and did. None of them may go unnoticed."""
from __future__ import annotations

import copy
import random
import re

from . import checks, occurrences
from .program import Look, Text

# A fault takes a look and a source of chance, and gives the look with the fault in it, or None where it doesn't fit.
FAULTS = {}


def fault(function):
    FAULTS[function.__name__.replace("_", " ")] = function
    return function


def seeded(looks: list, count: int, seed: int):
    """`count` faults, each kind in turn, each in a look that chance finds: the same ones for the same seed."""
    chance = random.Random(seed)
    made = tries = 0
    names = sorted(FAULTS)
    while made < count and tries < count * 200:
        name = names[tries % len(names)]
        tries += 1
        for _ in range(20):
            look = chance.choice(looks)
            wrong = FAULTS[name](look.change(findings=copy.deepcopy(look.findings), again=copy.deepcopy(look.again)), chance)
            if wrong is not None and _differs(look, wrong):
                made += 1
                yield name, wrong
                break


def _differs(a: Look, b: Look) -> bool:
    return (a.findings, a.after_safe, a.after_all, a.again, a.before) != (b.findings, b.after_safe, b.after_all, b.again, b.before)


def shown(looks: list, wrong: Look) -> str:
    """What a fault changed, in short."""
    look = next(one for one in looks if (one.folder, one.path) == (wrong.folder, wrong.path))
    said = []
    for name in ("before", "after_safe", "after_all"):
        old, new = getattr(look, name), getattr(wrong, name)
        at = next((i for i, (a, b) in enumerate(zip(old, new)) if a != b), min(len(old), len(new)))
        if old != new:
            said.append(f"{name}:{old.count(10, 0, at) + 1} {old[at - 30:at + 30]!r} -> {new[at - 30:at + 30]!r}")
    for name in ("findings", "again"):
        old, new = getattr(look, name), getattr(wrong, name)
        said += [f"{name}: {one['line']} {one['rule']} {one['before']!r} {one['after']!r} {one['json_patch']}" for one in old + new if (one in old) != (one in new)]
    return "; ".join(said)[:900]


def _done(look: Look) -> Look:
    """The look after the program did all that its findings now say: the fault is in what it meant to do."""
    return look.change(after_safe=checks._spliced(look.before, checks._edits(look, False)),
                       after_all=checks._spliced(look.before, checks._edits(look, True)))


def _taken(look: Look, chance, rule="") -> dict | None:
    taken = [one for one in look.findings if checks.takes(one, True) and one["rule"].startswith(rule)]
    return chance.choice(taken) if taken and Text.of(look.before).encoding == "utf-8" else None


def _outside(look: Look, chance, content: bytes) -> int | None:
    """A byte of a file that no finding holds."""
    if len(content) < 40:
        return None
    return chance.randrange(len(content))


def _move(look: Look, finding: dict, start: int, end: int):
    """The finding at another place of the file, with what stands there."""
    finding["span"] = {"start": start, "end": end}
    finding["before"] = look.before[start:end].decode("utf-8", "surrogateescape")
    head = look.before[:start]
    finding["line"] = head.count(b"\n") + 1
    finding["column"] = len(head[head.rfind(b"\n") + 1:].decode("utf-8", "replace").lstrip("\ufeff" if finding["line"] == 1 else "")) + 1


@fault
def another_byte_changes(look, chance):
    at = _outside(look, chance, look.after_all)
    if at is None:
        return None
    other = bytes([(look.after_all[at] + chance.randrange(1, 255)) % 256])
    return look.change(after_all=look.after_all[:at] + other + look.after_all[at + 1:])


@fault
def a_byte_is_lost(look, chance):
    at = _outside(look, chance, look.after_safe)
    return None if at is None else look.change(after_safe=look.after_safe[:at] + look.after_safe[at + 1:])


@fault
def a_byte_is_added(look, chance):
    at = _outside(look, chance, look.after_all)
    return None if at is None else look.change(after_all=look.after_all[:at] + chance.choice([b" ", b"\n", b"\t", b"*", b"x"]) + look.after_all[at:])


@fault
def line_ends_change(look, chance):
    return look.change(after_all=look.after_all.replace(b"\r\n", b"\n") if b"\r\n" in look.after_all else look.after_all.replace(b"\n", b"\r\n"))


@fault
def the_last_line_end_changes(look, chance):
    return look.change(after_all=look.after_all[:-1] if look.after_all.endswith(b"\n") else look.after_all + b"\n")


@fault
def the_file_is_cut(look, chance):
    return look.change(after_all=look.after_all[: chance.randrange(len(look.after_all))]) if look.after_all else None


@fault
def a_rewrite_is_not_written(look, chance):
    finding = _taken(look, chance)
    if finding is None:
        return None
    edits = [edit for edit in checks._edits(look, True) if edit[0] != finding["span"]["start"]]
    return look.change(after_all=checks._spliced(look.before, edits))


@fault
def a_review_is_taken_by_yes_alone(look, chance):
    return look.change(after_safe=look.after_all)


@fault
def a_comma_or_a_sign_is_lost_behind_the_value(look, chance):
    finding = _taken(look, chance)
    if finding is None:
        return None
    match = re.compile(rb"[^\n\"',;]{0,40}([\"',;])").match(look.before, finding["span"]["end"])
    if not match:
        return None
    _move(look, finding, finding["span"]["start"], match.end())
    kept = match.group(0)[:-1].decode("utf-8", "replace")
    finding["after"] += kept
    return _done(look)


@fault
def the_span_is_too_long(look, chance):
    finding = _taken(look, chance)
    if finding is None:
        return None
    start, end = finding["span"]["start"], finding["span"]["end"]
    if chance.random() < 0.5:
        start -= chance.randrange(1, 4)
    else:
        end += chance.randrange(1, 4)
    if start < 0 or end > len(look.before):
        return None
    _move(look, finding, start, end)
    return _done(look)


@fault
def the_span_is_too_short(look, chance):
    finding = _taken(look, chance)
    if finding is None or finding["span"]["end"] - finding["span"]["start"] < 6:
        return None
    start, end = finding["span"]["start"], finding["span"]["end"]
    if chance.random() < 0.5:
        start += chance.randrange(1, 4)
    else:
        end -= chance.randrange(1, 4)
    _move(look, finding, start, end)
    return _done(look)


@fault
def another_element_is_rewritten(look, chance):
    """The variable in `user/${aws:username}`, or any other word of the file."""
    finding = _taken(look, chance, "policy")
    if finding is None:
        return None
    words = [match for match in re.finditer(rb"(?<=user/)[&$\\]{0,2}\{!?\{?aws:username\}{1,2}|(?<=[\"' ])[A-Za-z][\w:.*/-]{2,40}(?=[\"' ,])", look.before)
             if not any(one["span"]["start"] < match.end() and match.start() < one["span"]["end"] for one in look.findings)]
    if not words:
        return None
    word = chance.choice(words)
    _move(look, finding, word.start(), word.end())
    return _done(look)


@fault
def something_else_is_written(look, chance):
    finding = _taken(look, chance, "policy")
    if finding is None or "*" not in finding["after"]:
        return None
    finding["after"] = chance.choice(["**", "?", "", "mfa/*", "*\"", "${aws:userid}", "*,", "${aws:username}*", "* ", "arn:aws:iam::*:mfa/*", "x"])
    return _done(look)


@fault
def another_serial_number_is_written(look, chance):
    finding = _taken(look, chance, "stale")
    if finding is None:
        return None
    finding["after"] = finding["value_after"] = chance.choice([
        finding["after"] + "x", finding["after"][:-1], finding["after"].replace("iam::", "iam::1"), finding["after"].replace("mfa/", "user/"), "*"])
    return _done(look)


@fault
def another_statement_changes_too(look, chance):
    """An Effect, an action or a resource elsewhere."""
    words = [(rb"Allow", b"Deny"), (rb"Deny", b"Allow"), (rb"CreateVirtual", b"DeleteVirtual"), (rb"iam:List", b"iam:Put"), (rb":user/", b":mfa/"),
             (rb"Resource", b"NotResource"), (rb"Action", b"NotAction"), (rb"aws ", b"awz "), (rb"--", b"-"), (rb"true", b"false")]
    chance.shuffle(words)
    for old, new in words:
        found = [match.start() for match in re.finditer(old, look.after_all)]
        if found:
            at = chance.choice(found)
            change = lambda content: content[:at] + new + content[at + len(old):] if content[at:at + len(old)] == old else content  # noqa: E731
            return look.change(after_all=change(look.after_all))
    return None


@fault
def a_finding_is_dropped(look, chance):
    """Not found, not rewritten, and not found again."""
    finding = _taken(look, chance)
    if finding is None:
        return None
    return _done(look.change(findings=[one for one in look.findings if one is not finding]))


@fault
def a_finding_is_there_twice(look, chance):
    finding = _taken(look, chance)
    return None if finding is None else _done(look.change(findings=[*look.findings, dict(finding)]))


@fault
def another_place_is_reported(look, chance):
    finding = chance.choice(look.findings)
    by = chance.choice([-3, -2, -1, 1, 2, 3])
    what = chance.choice(["span", "line", "column"])
    if what == "span":
        finding["span"] = {"start": finding["span"]["start"] + by, "end": finding["span"]["end"] + by}
    else:
        finding[what] += by
    return look


@fault
def another_old_text_is_reported(look, chance):
    finding = chance.choice(look.findings)
    finding["before"] = chance.choice([finding["before"] + " ", finding["before"][1:], finding["before"].upper() + "X"])
    return look


@fault
def another_value_is_reported(look, chance):
    finding = _taken(look, chance, "policy")
    if finding is None or not finding["value_after"] or not re.fullmatch(checks.VARIABLE, finding["before"]):
        return None
    finding["value_after"] = chance.choice([finding["value_after"] + "*", finding["value_before"], finding["value_after"].replace("mfa", "user"), "*"])
    return None if finding["value_after"] == "*" and finding["value_before"].count("/") == 0 else look


@fault
def a_patch_leads_elsewhere(look, chance):
    patched = [one for one in look.findings if one["json_patch"]]
    if not patched:
        return None
    operation = chance.choice(patched)["json_patch"][0]
    pointer = operation["path"]
    numbers = list(re.finditer(r"(?<=/)\d+", pointer))
    choices = [pointer + "/0", pointer[: pointer.rindex("/")], pointer.replace("Resource", "NotResource"), pointer.replace("Resource", "Action"), pointer[1:]]
    if numbers:
        number = chance.choice(numbers)
        choices.append(pointer[: number.start()] + str(int(number[0]) + 1) + pointer[number.end():])
    operation["path"] = chance.choice([choice for choice in choices if choice != pointer])
    return look


@fault
def a_patch_says_something_else(look, chance):
    patched = [one for one in look.findings if one["json_patch"] and "value" in one["json_patch"][0]]
    if not patched:
        return None
    operation = chance.choice(patched)["json_patch"][0]
    kind = chance.randrange(4)
    if kind == 0:
        operation["op"] = chance.choice(["add", "remove", "move", "test"])
        if operation["op"] == "add" and not re.search(r"/\d+$", operation["path"]):
            return None
    elif kind == 1:
        operation["value"] += chance.choice(["*", " ", "x"])
    elif kind == 2:
        operation["value"] = [operation["value"]]
    else:
        operation["value"] = operation["value"].replace("*", "${aws:username}")
    return look


@fault
def a_patch_is_missing(look, chance):
    if not look.path.endswith(".json") or not checks._is_json(Text.of(look.before).decode()):
        return None
    patched = [one for one in look.findings if one["json_patch"]]
    if not patched:
        return None
    chance.choice(patched)["json_patch"] = []
    return look


@fault
def a_second_run_has_more_to_do(look, chance):
    finding = _taken(look, chance)
    return None if finding is None else look.change(again=[*look.again, finding])


@fault
def what_is_left_is_not_said_again(look, chance):
    left = [one for one in look.again if one["rule"].startswith("policy") and occurrences.policies(look.after_all)
            and any(one["span"]["start"] < two.end and two.start < one["span"]["end"] for two in occurrences.policies(look.after_all))]
    if not left or Text.of(look.before).encoding != "utf-8":
        return None
    gone = chance.choice(left)
    return look.change(again=[one for one in look.again if one is not gone])


@fault
def safe_is_said_of_what_has_no_rewrite(look, chance):
    left = [one for one in look.findings if one["after"] is None]
    if not left:
        return None
    chance.choice(left)["disposition"] = "safe"
    return look


@fault
def a_review_is_said_of_what_is_safe_and_taken_all_the_same(look, chance):
    finding = _taken(look, chance)
    if finding is None or finding["disposition"] != "safe":
        return None
    finding["disposition"] = "review"
    return look


@fault
def a_denial_is_called_safe(look, chance):
    """The same output for a file in which the statement is a Deny, or has a NotResource."""
    if not look.path.endswith((".json", ".yml", ".yaml")) or Text.of(look.before).encoding != "utf-8":
        return None
    safe = [one for one in look.findings if one["disposition"] == "safe" and one["rule"].startswith("policy")]
    if not safe or not checks.parsers.values(look.path, Text.of(look.before).decode()):
        return None
    finding = chance.choice(safe)
    found = [match for match in re.finditer(rb"(?<=\")Allow(?=\")|(?<=Effect: )Allow\b", look.before) if match.start() < finding["span"]["start"]]
    if not found or not re.search(rb"Effect\"?: *\"?$", look.before[: found[-1].start()]):
        return None
    old = look.before
    at = found[-1].start()
    between = old[at: finding["span"]["start"]]
    if between.count(b"Effect") or re.search(rb"\n\s*- *\n?\s*Action|\}\s*,\s*\{", between):
        return None
    look = look.change(before=old[:at] + b"Deny" + old[at + 5:])
    for one in look.findings:
        if one["span"]["start"] > at:
            _move(look, one, one["span"]["start"] - 1, one["span"]["end"] - 1)
    return _done(look)
