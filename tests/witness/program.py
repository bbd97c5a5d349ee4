"""What the program says and does in a folder: its reports, and the bytes of each file before and after."""
from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field, replace

from . import occurrences

LIMIT = 600  # seconds for one run of the program


@dataclass(frozen=True)
class Text:
    """The content of a file as text in UTF-8, with a way from its bytes to those of the file."""

    content: bytes
    encoding: str
    mark: int  # how many bytes of the file stand before the text

    @staticmethod
    def of(content: bytes) -> Text:
        """UTF-16 is known by its mark; everything else is taken as it is."""
        for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
            if content.startswith(mark):
                try:
                    return Text(content[2:].decode(encoding).encode("utf-8"), encoding, 2)
                except UnicodeDecodeError:
                    break
        for at, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
            head = content[:200]
            if len(head) >= 20 and len(content) % 2 == 0 and all(head[i] == 0 for i in range(at, len(head), 2)):
                return Text(content.decode(encoding, "replace").encode("utf-8"), encoding, 0)
        return Text(content, "utf-8", 0)

    def decode(self) -> str:
        return self.content.decode("utf-8", "surrogateescape")

    def at(self, offset: int) -> int:
        """The byte of the text that stands at a byte of the file."""
        if self.encoding == "utf-8":
            return offset
        whole = self.content.decode("utf-8").encode(self.encoding)
        return len(whole[: offset - self.mark].decode(self.encoding, "replace").encode("utf-8"))

    def encode(self, text: str) -> bytes:
        return text.encode(self.encoding, "surrogateescape" if self.encoding == "utf-8" else "strict")


@dataclass
class Look:
    """One file: what it held, what was said of it, and what it holds after `fix`."""

    folder: str
    path: str
    before: bytes
    findings: list
    passed_over: str | None
    after_safe: bytes  # after `fix --in-place --yes`
    after_all: bytes  # after `fix --in-place --yes --include-review`
    again: list  # what `check` says of `after_all`
    devices: frozenset = frozenset()  # the serial numbers that the record of devices has

    def change(self, **fields) -> Look:
        return replace(self, **fields)


@dataclass
class Visit:
    """A folder after all runs."""

    folder: str
    looks: list = field(default_factory=list)
    report: dict = field(default_factory=dict)
    violations: list = field(default_factory=list)  # of the folder as a whole: (path, line, what)


def _run(program: str, folder: str, arguments: list):
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": "/nonexistent", "GIT_CONFIG_GLOBAL": os.devnull, "NO_COLOR": "1",
                   "GIT_CEILING_DIRECTORIES": os.path.dirname(folder), "AWS_EC2_METADATA_DISABLED": "true", "RUST_BACKTRACE": "0"}
    return subprocess.run([program, *arguments], cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=LIMIT, check=False)


def _copy(source: str, target: str, holding: bool):
    for root, folders, names in os.walk(source):
        folders[:] = [name for name in folders if name != ".git" and not os.path.islink(os.path.join(root, name))]
        for name in names:
            file = os.path.join(root, name)
            if os.path.islink(file) or not os.path.isfile(file):
                continue
            if holding:
                with open(file, "rb") as content:
                    if not occurrences.holds_any(content.read()):
                        continue
            copied = os.path.join(target, os.path.relpath(file, source))
            os.makedirs(os.path.dirname(copied), exist_ok=True)
            shutil.copyfile(file, copied)
            os.chmod(copied, 0o644)


def _contents(folder: str) -> dict:
    found = {}
    for root, _, names in os.walk(folder):
        for name in names:
            file = os.path.join(root, name)
            with open(file, "rb") as content:
                found[os.path.relpath(file, folder)] = content.read()
    return found


def visit(program: str, folder: str, record: str | None, holding: bool) -> Visit:
    """Runs the program over a copy of a folder: `check`, `fix --yes`, `fix --yes --include-review`, and `check` again.

    `record` is the name of a file with recorded devices, which a folder may have. With `holding`, only files that could hold an old form are copied.
    """
    visited = Visit(folder)
    with tempfile.TemporaryDirectory(prefix="survey-") as temporary:
        copy = os.path.join(os.path.realpath(temporary), "tree")
        os.mkdir(copy)
        _copy(folder, copy, holding)
        before = _contents(copy)
        devices = record if record in before else "none"
        serials = frozenset(_serials(before[record])) if record in before else frozenset()

        def check():
            run = _run(program, copy, ["check", "--format", "json", "--devices", devices])
            if run.returncode not in (0, 1):
                raise RuntimeError(f"check ended with {run.returncode}: {run.stderr.decode(errors='replace')[:400]}")
            return json.loads(run.stdout)

        def fix(*more):
            run = _run(program, copy, ["fix", "--in-place", "--yes", *more, "--devices", devices])
            after = _contents(copy)
            if run.returncode not in (0, 1):
                visited.violations.append((".", 0, f"fix {' '.join(more)} ended with {run.returncode}: {run.stderr.decode(errors='replace')[:200]}"))
            for path in sorted(set(before) ^ set(after)):
                visited.violations.append((path, 0, "made or removed by fix"))
            return after

        def restore(after):
            for path, content in before.items():
                if after.get(path) != content:
                    with open(os.path.join(copy, path), "wb") as out:
                        out.write(content)

        visited.report = check()
        after_safe = fix()
        restore(after_safe)
        after_all = fix("--include-review")
        again = check()
    said, said_again = _by_path(visited.report), _by_path(again)
    over = {one["path"]: one["reason"] for one in visited.report.get("passed_over", [])}
    for path in sorted(before):
        visited.looks.append(Look(folder, path, before[path], said.pop(path, []), over.get(path), after_safe.get(path, b""),
                                  after_all.get(path, b""), said_again.pop(path, []), serials))
    for path in said:
        visited.violations.append((path, 0, "a finding in a file that isn't there"))
    summary = visited.report["summary"]
    if sum(summary["by_disposition"].values()) != len(visited.report["findings"]):
        visited.violations.append((".", 0, "the summary counts other findings than the report has"))
    return visited


def _by_path(report: dict) -> dict:
    found = {}
    for finding in report["findings"]:
        found.setdefault(finding["path"], []).append(finding)
    return found


def _serials(record: bytes):
    """The serial numbers in a record of devices, which may be several JSON documents."""
    text = record.decode("utf-8", "replace")
    decoder = json.JSONDecoder()
    at = 0
    waiting = []
    while text[at:].strip():
        value, at = decoder.raw_decode(text, len(text) - len(text[at:].lstrip()))
        waiting.append(value)
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if isinstance(value.get("SerialNumber"), str):
                yield value["SerialNumber"]
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
