#!/usr/bin/env python3
"""Times the program beside searches over the same files, and prints the ratios.

    benches/compare.py PROGRAM TREE [RUNS]

TREE is what `benches/trees.py` wrote; it is made a git repository if it is none. PROGRAM is a release build. The
commands of a pair run in turn, so that a machine that is busy slows both. A ratio is that of the medians of the
elapsed times; RUNS is 10 if not given. A search that isn't installed is named and left out.
"""

import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

NEEDLES = "mfa|serial-number|serialnumber|serial_number"


def repository(tree):
    """Commits the files, so that there is a tree of objects to read, packed as a clone has it."""
    if (tree / ".git").exists():
        return
    git = ["git", "-C", tree, "-c", "user.name=bench", "-c", "user.email=bench@example.com", "-c", "gc.auto=0"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "files"], ["gc", "-q"]):
        subprocess.run(git + command, check=True)


def timed(command, tree):
    """The seconds that a command takes, and the memory (MiB) that it needs at most."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=tree, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(map(str, command))}: exit code {process.returncode}")
    return seconds, usage.ru_maxrss / 1024


def compare(name, ours, theirs, tree, runs):
    """Prints the medians of both, their ratio, and the memory of the first."""
    rounds = [(timed(ours, tree), timed(theirs, tree)) for _ in range(runs + 1)][1:]
    own = statistics.median(pair[0][0] for pair in rounds)
    other = statistics.median(pair[1][0] for pair in rounds)
    memory = max(pair[0][1] for pair in rounds)
    print(f"{name:<28} {own * 1000:7.0f} ms {other * 1000:7.0f} ms  ratio {own / other:5.2f}  {memory:5.0f} MiB", flush=True)


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    program = pathlib.Path(sys.argv[1]).resolve()
    tree = pathlib.Path(sys.argv[2]).resolve()
    runs = int(sys.argv[3]) if len(sys.argv) == 4 else 10
    repository(tree)
    check = [program, "check", "--quiet", "--devices", "none"]
    # The branch is made anew each time; nobody is asked for devices.
    fix = [program, "fix", "--yes", "--quiet", "--devices", "none", "--force", "--branch", "bench-mfa-migrate"]
    old = "arn:aws:iam::*:mfa/${aws:username}"
    searches = [
        ("check : rg", check, ["rg", "--no-config", "-i", NEEDLES]),
        ("check : git grep", check, ["git", "grep", "-iE", NEEDLES]),
        # A pattern that is nowhere, as it writes what it finds.
        ("check : fastmod", check, ["fastmod", "--accept-all", "mfa/[$]{aws:nobody}", "mfa/*"]),
        ("check : ast-grep", check, ["ast-grep", "run", "--lang", "json", "--pattern", f'"{old}"']),
        ("fix (HEAD) : git grep HEAD", fix, ["git", "grep", "-iE", NEEDLES, "HEAD"]),
    ]
    for name, ours, theirs in searches:
        if shutil.which(theirs[0]) is None:
            print(f"{name:<28} {theirs[0]} is not installed")
        else:
            compare(name, ours, theirs, tree, runs)


if __name__ == "__main__":
    main()
