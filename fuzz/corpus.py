#!/usr/bin/env python3
"""Makes the corpora to begin with from the project's test data: fuzz/corpus/TARGET (not committed). Run it before a campaign."""

import hashlib
import pathlib
import re
import sys

FUZZ = pathlib.Path(__file__).resolve().parent
ROOT = FUZZ.parent
LARGEST = 4096


def names():
    text = (ROOT / "tests/support/names.rs").read_text()
    return re.findall(r'"([^"]+)"', text.split("NAMES", 1)[1])


def index(name, known):
    """Which of the known names a file's is like."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else name
    for at, other in enumerate(known):
        if other == name or ("." in other and other.rsplit(".", 1)[-1] == ending):
            return at
    aliases = {"yaml": "a.yml", "tsx": "a.ts", "bash": "a.sh", "mjs": "a.js", "tfvars": "a.tf"}
    return known.index(aliases.get(ending, "a.txt"))


def put(target, content):
    folder = FUZZ / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha256(content).hexdigest()[:16]).write_bytes(content)


def main():
    known = names()
    for folder in ("cases", "sample", "tour", "crashes"):
        for file in sorted((ROOT / "testdata" / folder).rglob("*")):
            if not file.is_file() or file.is_symlink() or file.stat().st_size > LARGEST:
                continue
            content = file.read_bytes()
            for bits in (0, 6, 8):
                put("hosts", bytes([index(file.name, known), bits]) + content)
            if file.name.endswith(".json") and b"SerialNumber" in content or b"mfa_migrate_devices" in content:
                put("records", content)
    for page in (ROOT / "docs/src").glob("*.md"):
        for block in re.findall(r"```toml\n(.*?)```", page.read_text(), re.S):
            put("configurations", block.encode())
        for command in re.findall(r"mfa-migrate ((?:check|fix|devices|explain)[^\n`]*)", page.read_text()):
            put("arguments", "\n".join(command.split()).encode())
    for target in ("hosts", "records", "configurations", "arguments"):
        print(target, len(list((FUZZ / "corpus" / target).iterdir())))


if __name__ == "__main__":
    sys.exit(main())
