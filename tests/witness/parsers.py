"""What other parsers read in a file: its values, each with its place, or only whether it is well-formed."""
from __future__ import annotations

import ast
import configparser
import functools
import io
import json
import os
import re
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree

try:
    import tomllib
except ImportError:
    tomllib = None
try:
    import yaml
except ImportError:
    yaml = None
try:
    import hcl2
except ImportError:
    hcl2 = None

# Larger files than this (bytes) are not given to parsers that are slow.
LARGE = 200_000


class Pairs(list):
    """A JSON object with its members in order, so that a name that is there twice is seen."""


def leaves(value, place=()):
    """All scalars of a value, and its empty lists and mappings, each with its place."""
    waiting = [(value, place)]
    found = []
    while waiting:
        value, place = waiting.pop()
        if isinstance(value, Pairs):
            children = [(child, place + (("member", name),)) for name, child in value]
        elif isinstance(value, dict):
            children = [(child, place + (("member", str(name)),)) for name, child in value.items()]
        elif isinstance(value, (list, tuple)):
            children = [(child, place + (("item", number),)) for number, child in enumerate(value)]
        else:
            found.append((place, value if isinstance(value, (str, int, float, bool, type(None))) else repr(value)))
            continue
        if not children:
            found.append((place, type(value).__name__))
        waiting.extend(reversed(children))
    return found


def json_values(text):
    return leaves(json.loads(text.lstrip("\ufeff"), object_pairs_hook=Pairs))


def json_comments(text):
    """JSON with comments and trailing commas."""
    string = r'"(?:[^"\\\n]|\\.)*"'
    text = re.sub(string + r"|//[^\n]*|/\*.*?\*/", lambda one: one[0] if one[0][0] == '"' else " ", text, flags=re.S)
    text = re.sub(string + r"|,(?=\s*[}\]])", lambda one: one[0] if one[0][0] == '"' else "", text, flags=re.S)
    return json_values(text)


def yaml_values(text):
    if yaml is None or len(text) > LARGE:
        return None
    found = []
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for number, document in enumerate(yaml.compose_all(text, Loader=loader)):
        seen = set()
        waiting = [(document, (("item", number),))]
        while waiting:
            node, place = waiting.pop()
            if id(node) in seen or node is None:
                continue
            seen.add(id(node))
            if isinstance(node, yaml.ScalarNode):
                found.append((place, node.value))
                found.append((place + (("tag", node.tag if node.tag.startswith("!") else ""),), ""))
            elif isinstance(node, yaml.SequenceNode):
                found.append((place, node.tag))
                waiting.extend((child, place + (("item", at),)) for at, child in reversed(list(enumerate(node.value))))
            else:
                found.append((place, node.tag))
                waiting.extend((child, place + (("member", str(key.value)),)) for key, child in reversed(node.value))
    return found


def hcl_values(text):
    if hcl2 is None or len(text) > LARGE:
        return None
    return leaves(hcl2.loads(text))


def python_values(text):
    tree = ast.parse(text)
    found = []
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Constant):
            found.append(((("constant", len(found)),), node.value if isinstance(node.value, str) else repr(node.value)))
            continue
        name = getattr(node, "id", getattr(node, "attr", getattr(node, "name", getattr(node, "arg", ""))))
        found.append(((("node", type(node).__name__),), str(name)))
        waiting.extend(reversed(list(ast.iter_child_nodes(node))))
    return found


def ini_values(text):
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    parser.optionxform = str
    parser.read_string(text)
    return leaves({name: dict(parser.items(name)) for name in parser.sections()})


def toml_values(text):
    return None if tomllib is None else leaves(tomllib.loads(text))


def xml_values(text):
    if "<!ENTITY" in text:
        return None
    found = []
    for number, node in enumerate(ElementTree.fromstring(text).iter()):
        place = (("item", number), ("member", node.tag))
        found.extend((place + (("member", name),), value) for name, value in [("", node.text or ""), ("tail", node.tail or ""), *node.items()])
    return found


FENCE = re.compile(r"^(?P<indent>[ \t>]*)(?P<fence>`{3,}|~{3,})[ \t]*(?P<language>[\w+.-]*)[^\n]*\n(?P<body>.*?)^[ \t>]*(?P=fence)[`~]*[ \t]*\r?$", re.M | re.S)
FENCES = {"json": ".json", "jsonc": ".jsonc", "yaml": ".yaml", "yml": ".yaml", "hcl": ".tf", "terraform": ".tf", "tf": ".tf", "python": ".py",
          "py": ".py", "toml": ".toml", "ini": ".ini", "sh": ".sh", "bash": ".sh", "shell": ".sh"}


def markdown_values(text):
    """The values of all fences in a known language that are well-formed, and the text around them as it is."""
    found = []
    end = 0
    for number, fence in enumerate(FENCE.finditer(text)):
        ending = FENCES.get(fence["language"].lower())
        inside = values("fence" + ending, fence["body"]) if ending and not fence["indent"].strip() else {}
        found.append(((("text", number),), text[end:fence.start("body")]))
        end = fence.end("body")
        if not inside:
            found.append(((("fence", number),), fence["body"]))
        for parser, those in inside.items():
            found.extend(((("fence", number), ("parser", parser)) + place, value) for place, value in those)
    found.append(((("text", "last"),), text[end:]))
    return found


BY_ENDING = {
    ".json": [json_values, json_comments], ".jsonc": [json_comments], ".template": [json_values, yaml_values], ".yaml": [yaml_values],
    ".yml": [yaml_values], ".tf": [hcl_values], ".hcl": [hcl_values], ".tfvars": [hcl_values], ".py": [python_values], ".ini": [ini_values],
    ".cfg": [ini_values], ".toml": [toml_values], ".xml": [xml_values], ".md": [markdown_values], ".markdown": [markdown_values],
    ".tofu": [hcl_values], ".config": [ini_values], ".service": [ini_values],
}
BY_NAME = {"config": [ini_values], "credentials": [ini_values], ".aws/config": [ini_values]}


def values(path: str, text: str) -> dict:
    """For each parser that can read the file: all that it reads, in order. Empty where none can."""
    name = os.path.basename(path)
    found = {}
    for parser in BY_NAME.get(name) or BY_ENDING.get(os.path.splitext(name)[1].lower(), []):
        try:
            read = parser(text)
        except RecursionError:
            read = None
        except Exception:  # Each parser has errors of its own, and a template is no file of its host's language.
            read = None
        if read is not None:
            found[parser.__name__] = read
    return found


@functools.lru_cache(maxsize=1024)
def template_errors(text: str, ending: str) -> tuple:
    """What cfn-lint, where it is installed, finds wrong in a CloudFormation template: the numbers of its rules for errors, sorted."""
    if not _installed("cfn-lint") or "AWSTemplateFormatVersion" not in text or ending not in (".yaml", ".yml", ".json", ".template"):
        return ()
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "template" + ending)
        with io.open(file, "w", encoding="utf-8", newline="") as out:
            out.write(text)
        try:
            run = subprocess.run(["cfn-lint", "--format", "json", "--ignore-checks", "W", "I", "--template", file], stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=120, check=False)
            return tuple(sorted(one["Rule"]["Id"] for one in json.loads(run.stdout or b"[]")))
        except (subprocess.TimeoutExpired, ValueError, OSError):
            return ()


@functools.lru_cache(maxsize=None)
def _installed(program: str):
    return shutil.which(program)


def _checkers(path: str, text: str) -> list:
    name = os.path.basename(path).lower()
    ending = os.path.splitext(name)[1]
    if ending in (".sh", ".bash") or re.match(r"#!.*\b(ba)?sh\b", text):
        return [["bash", "-n", "FILE.sh"]]
    if ending in (".js", ".cjs", ".mjs"):
        return [["node", "--check", "FILE.cjs"], ["node", "--check", "FILE.mjs"]]
    if ending == ".go":
        return [["gofmt", "-e", "-l", "FILE.go"]]
    if ending in (".tf", ".tfvars"):
        return [["terraform", "fmt", "-no-color", "-write=false", "FILE" + ending]]
    return []


def knows(path: str, text: str) -> bool:
    """Whether anything here can read the file."""
    return bool(values(path, text)) or any(_installed(command[0]) for command in _checkers(path, text))


@functools.lru_cache(maxsize=4096)
def refusals(path: str, text: str) -> frozenset:
    """Which of the installed programs that know the file's language refuse it. None of them runs it."""
    refused = set()
    for command in _checkers(path, text):
        if not _installed(command[0]):
            continue
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, command[-1])
            with io.open(file, "w", encoding="utf-8", newline="") as out:
                out.write(text)
            try:
                run = subprocess.run([*command[:-1], file], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                     timeout=60, check=False)
            except subprocess.TimeoutExpired:
                continue
            if run.returncode != 0:
                refused.add(" ".join(command))
    return frozenset(refused)
