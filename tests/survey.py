#!/usr/bin/env python3
"""A witness of its own: runs mfa-migrate over copies of folders, and checks all that it says and does with other means.

    survey.py [--program FILE] [--record NAME] [--holding] [--table text|markdown] [--each FOLDER]... FOLDER...
    survey.py --faults COUNT [--seed N] ... FOLDER...

Of each folder a copy is made; in it `check --format json`, `fix --in-place --yes`, `fix --in-place --yes --include-review` and `check` again
are run, without asking AWS. Then each file is held against what regular expressions and other parsers see in it (tests/witness/checks.py has a
function for each thing that must hold). It shares no code with the program. What is wrong is printed as `path:line: check: what`; a table ends it. With
`--faults`, wrong edits and wrong reports are seeded into the program's output, one at a time, and each must be noticed (tests/witness/faults.py).

Exit code: 0 when nothing is wrong (or enough faults are noticed), 1 otherwise, 2 when the program can't be run.

Python 3.8 or newer. With PyYAML and python-hcl2, YAML and HCL are parsed, too; bash, node, gofmt and terraform are used where they are
installed. Nothing of a folder is run, and nothing is written into it.
"""
from __future__ import annotations

import argparse
import collections
import os
import sys
from concurrent.futures import ThreadPoolExecutor

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from witness import checks, faults, occurrences, program  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS = ["repositories", "occurrences", "safe", "review", "manual", "note", "violations"]


def main() -> int:
    arguments = parse()
    folders = [folder for given in arguments.each for folder in subfolders(given)] + arguments.folders
    with ThreadPoolExecutor(arguments.jobs) as pool:
        visits = pool.map(lambda folder: attempt(arguments, folder), folders)
        if arguments.faults:
            return seed_faults(arguments, list(visits))
        return survey(arguments, visits)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", metavar="FOLDER")
    parser.add_argument("--program", default=os.path.join(HERE, "..", "target", "debug", "mfa-migrate"), help="the program (default: the debug build)")
    parser.add_argument("--each", metavar="FOLDER", action="append", default=[], help="look at each folder in this one")
    parser.add_argument("--record", metavar="NAME", help="a folder with a file of this name has its devices in it")
    parser.add_argument("--holding", action="store_true", help="copy only files that could hold an old form: faster in large trees")
    parser.add_argument("--jobs", type=int, default=1, help="how many folders at a time (default: 1)")
    parser.add_argument("--table", choices=["text", "markdown"], default="text")
    parser.add_argument("--list", action="store_true", help="print a line for each finding and each folder, too")
    parser.add_argument("--faults", type=int, metavar="COUNT", help="seed this many faults into the program's output")
    parser.add_argument("--seed", type=int, default=9, help="of the faults (default: 9)")
    arguments = parser.parse_args()
    arguments.program = os.path.abspath(arguments.program)
    if not os.access(arguments.program, os.X_OK):
        parser.error(f"{arguments.program} can't be run")
    return arguments


def subfolders(folder: str) -> list:
    return sorted(entry.path for entry in os.scandir(folder) if entry.is_dir() and not entry.is_symlink())


def attempt(arguments: argparse.Namespace, folder: str) -> program.Visit:
    """A visit; one that fails is a violation of its own."""
    try:
        return program.visit(arguments.program, folder, arguments.record, arguments.holding)
    except (RuntimeError, OSError, ValueError, program.subprocess.TimeoutExpired) as error:
        visit = program.Visit(folder)
        visit.violations.append((".", 0, f"{type(error).__name__}: {str(error)[:400]}"))
        return visit


def survey(arguments: argparse.Namespace, visits) -> int:
    total = collections.Counter()
    for visit in visits:
        counted = judge(arguments, visit)
        if arguments.list:
            print(f"{visit.folder}: " + ", ".join(f"{counted[name]} {name}" for name in COLUMNS[1:]), flush=True)
        if counted["occurrences"] or counted["findings"]:
            total.update(counted, repositories=1)
        else:
            total.update(violations=counted["violations"], empty=1)
    print_table(total, arguments.table)
    return 1 if total["violations"] else 0


def judge(arguments: argparse.Namespace, visit: program.Visit) -> collections.Counter:
    """Checks every file of a visit, prints what is wrong, and counts."""
    counted = collections.Counter()
    for path, line, what in visit.violations:
        print(f"{os.path.join(visit.folder, path)}:{line}: the folder: {what}", flush=True)
        counted["violations"] += 1
    for look in visit.looks:
        if not look.findings and look.before == look.after_all and not occurrences.holds_any(look.before):
            continue
        if look.passed_over is None:
            text = program.Text.of(look.before).content
            counted["occurrences"] += sum(len(kind(text)) for kind in occurrences.ALL)
        if look.after_all != look.before:
            counted["rewritten files"] += 1
            counted["read by another parser"] += checks.parsers.knows(look.path, program.Text.of(look.before).decode())
        for finding in look.findings:
            counted["findings"] += 1
            counted[finding["disposition"]] += 1
            if arguments.list:
                print(f"{os.path.join(visit.folder, look.path)}:{finding['line']}: {finding['disposition']} [{finding['rule']}] "
                      f"{finding['before']!r:.80} -> {finding['after']!r:.40}: {finding['reason']:.160}")
        for line, check, what in checks.violations(look):
            counted["violations"] += 1
            print(f"{os.path.join(visit.folder, look.path)}:{line}: {check}: {what}", flush=True)
    return counted


def print_table(total: collections.Counter, form: str):
    cells = [str(total[name]) for name in COLUMNS]
    if form == "markdown":
        print("| " + " | ".join(COLUMNS) + " |")
        print("| " + " | ".join("---:" for _ in COLUMNS) + " |")
        print("| " + " | ".join(cells) + " |")
    else:
        widths = [max(len(name), len(cell)) for name, cell in zip(COLUMNS, cells)]
        print("  ".join(name.rjust(width) for name, width in zip(COLUMNS, widths)))
        print("  ".join(cell.rjust(width) for cell, width in zip(cells, widths)))
    print(f"({total['read by another parser']} of {total['rewritten files']} rewritten files were read by another parser)")
    if total["empty"]:
        print(f"({total['empty']} more without an occurrence)")


def seed_faults(arguments: argparse.Namespace, visits: list) -> int:
    looks = [look for visit in visits for look in visit.looks if look.findings and look.passed_over is None]
    wrong = [(look, violation) for look in looks for violation in checks.violations(look)]
    if wrong:
        for look, (line, check, what) in wrong:
            print(f"{os.path.join(look.folder, look.path)}:{line}: {check}: {what}")
        print("without a fault nothing may be wrong")
        return 1
    tally = collections.Counter()
    for name, look in faults.seeded(looks, arguments.faults, arguments.seed):
        noticed = next(checks.violations(look), None)
        tally[name, noticed is not None] += 1
        if noticed is None:
            print(f"{os.path.join(look.folder, look.path)}: not noticed: {name}: {faults.shown(looks, look)}", flush=True)
    noticed = sum(count for (_, seen), count in tally.items() if seen)
    seeded = sum(tally.values())
    for name in sorted({name for name, _ in tally}):
        print(f"{tally[name, True]:5} of {tally[name, True] + tally[name, False]:5}  {name}")
    print(f"{noticed:5} of {seeded:5}  all")
    return 0 if seeded >= arguments.faults and noticed * 100 >= seeded * 99 else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:
        sys.exit(1)
