"""A small evaluator of IAM policies, for the few actions that an `mfa/` resource governs. Whatever it doesn't know it refuses to decide.

Facts: IAM User Guide, "Policy evaluation logic" and "Policy elements: variables and tags"; Service Authorization Reference, IAM.
"""
from __future__ import annotations

import itertools
import re

ACTIONS = ["CreateVirtualMFADevice", "DeleteVirtualMFADevice", "TagMFADevice", "UntagMFADevice", "ListMFADeviceTags"]
OWN, OTHER = "zq-own", "other"
NAMES = [OWN, OWN + "-phone", OTHER]


class Unknown(Exception):
    """Something that can't be decided here."""


def gained(old: dict, new: dict) -> set:
    """The actions that the new policy allows somewhere where the old one doesn't."""
    found = set()
    for action, prefix, name, mfa in itertools.product(ACTIONS, _prefixes(old) | _prefixes(new), NAMES, ("true", "false", None)):
        where = (f"iam:{action}", f"{prefix}:mfa/{name}", mfa)
        if _decides(new, *where) and not _decides(old, *where):
            found.add(f"iam:{action}")
    return found


def _listed(value) -> list:
    return value if isinstance(value, list) else [value]


def _statements(policy: dict) -> list:
    statements = _listed(policy.get("Statement", []))
    if not all(isinstance(one, dict) and isinstance(one.get("Effect"), str) for one in statements) or "Statement" not in policy:
        raise Unknown
    return statements


def _prefixes(policy: dict) -> set:
    """The accounts that the policy's own entries for devices name: `arn:aws:iam::ACCOUNT`."""
    found = set()
    for statement in _statements(policy):
        for entry in _listed(statement.get("Resource", [])) + _listed(statement.get("NotResource", [])):
            if not isinstance(entry, str):
                raise Unknown
            match = re.fullmatch(r"(arn:[^:]*:iam:[^:]*:.+):mfa/.*", entry, re.S)
            if match is None and ":mfa/" in entry:
                raise Unknown  # nobody's account, or a whole prefix that a template fills in
            if match:
                found.add(match[1].replace("*", "460216387194") if "*" in match[1].rsplit(":", 1)[-1] else match[1].replace("*", "aws"))
    return found


def _decides(policy: dict, action: str, resource: str, mfa) -> bool:
    allowed = False
    for statement in _statements(policy):
        if not _applies(statement, action, resource, mfa, policy.get("Version") == "2012-10-17"):
            continue
        if statement["Effect"] == "Deny":
            return False
        if statement["Effect"] != "Allow":
            raise Unknown
        allowed = True
    return allowed


def _applies(statement: dict, action: str, resource: str, mfa, variables: bool) -> bool:
    if set(statement) - {"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"}:
        raise Unknown
    for element, wanted, folded in (("Action", action, True), ("Resource", resource, False)):
        if element in statement:
            if not _covers(statement[element], wanted, folded, variables):
                return False
        elif "Not" + element in statement:
            if _covers(statement["Not" + element], wanted, folded, variables):
                return False
        else:
            raise Unknown
    return all(_holds(operator, key, values, mfa) for operator, keys in statement.get("Condition", {}).items() for key, values in keys.items())


def _covers(patterns, wanted: str, folded: bool, variables: bool) -> bool:
    for pattern in _listed(patterns):
        if not isinstance(pattern, str):
            raise Unknown
        if variables:
            pattern = re.sub(r"(?i)\$?\$\{!?aws:username\}", OWN, pattern)
        words = "".join(".*" if sign == "*" else "." if sign == "?" else re.escape(sign) for sign in pattern)
        if re.fullmatch(words, wanted, (re.I if folded else 0) | re.S):
            return True
    return False


def _holds(operator: str, key: str, values, mfa) -> bool:
    if key.lower() != "aws:multifactorauthpresent":
        raise Unknown
    values = [str(value).lower() for value in _listed(values)]
    if operator == "Bool":
        return mfa in values
    if operator == "BoolIfExists":
        return mfa is None or mfa in values
    if operator == "Null":
        return ("true" if mfa is None else "false") in values
    raise Unknown
