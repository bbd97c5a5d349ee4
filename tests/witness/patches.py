"""JSON Patch (RFC 6902) over JSON Pointers (RFC 6901), as those documents say."""
from __future__ import annotations

import copy


class Refused(Exception):
    """A patch that can't be applied."""


def _steps(pointer: str) -> list[str]:
    if pointer == "":
        return []
    if not pointer.startswith("/"):
        raise Refused(f"{pointer!r} is no JSON Pointer")
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer[1:].split("/")]


def _index(step: str, length: int) -> int:
    if not step.isdigit() or (len(step) > 1 and step[0] == "0") or int(step) >= length:
        raise Refused(f"{step!r} is no place of a list of {length}")
    return int(step)


def resolve(document, pointer: str):
    """The value that a pointer leads to."""
    for step in _steps(pointer):
        if isinstance(document, dict):
            if step not in document:
                raise Refused(f"no member {step!r}")
            document = document[step]
        elif isinstance(document, list):
            document = document[_index(step, len(document))]
        else:
            raise Refused(f"{step!r} of a value that has no members")
    return document


def apply(document, patch: list):
    """The document after all operations of a patch. The document itself is left alone."""
    document = copy.deepcopy(document)
    for operation in patch:
        document = _one(document, operation)
    return document


def _one(document, operation: dict):
    name = operation.get("op")
    wanted = {"add": "value", "replace": "value", "test": "value", "move": "from", "copy": "from"}.get(name)
    if "path" not in operation or (wanted and wanted not in operation):
        raise Refused(f"{name!r} lacks a member")
    if name == "test":
        if resolve(document, operation["path"]) != operation["value"]:
            raise Refused(f"{operation['path']} has another value")
        return document
    if name in ("move", "copy"):
        value = copy.deepcopy(resolve(document, operation["from"]))
        if name == "move":
            document = _one(document, {"op": "remove", "path": operation["from"]})
        return _one(document, {"op": "add", "path": operation["path"], "value": value})
    steps = _steps(operation["path"])
    if not steps:
        if name == "remove":
            raise Refused("the whole document can't be removed")
        return operation["value"]
    parent = resolve(document, "/" + "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps[:-1]) if steps[:-1] else "")
    last = steps[-1]
    if isinstance(parent, dict):
        if name != "add" and last not in parent:
            raise Refused(f"no member {last!r}")
        if name == "remove":
            del parent[last]
        else:
            parent[last] = operation["value"]
    elif isinstance(parent, list):
        if name == "add":
            parent.insert(len(parent) if last == "-" else _index(last, len(parent) + 1), operation["value"])
        elif name == "remove":
            del parent[_index(last, len(parent))]
        else:
            parent[_index(last, len(parent))] = operation["value"]
    else:
        raise Refused(f"{last!r} of a value that has no members")
    if name not in ("add", "remove", "replace"):
        raise Refused(f"no operation {name!r}")
    return document
