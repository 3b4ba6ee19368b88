"""What stands around the ladder: approval, communication, templates, tone, retention (S36, S38, S39, S41)."""

import re
from collections.abc import Mapping

from adapters.policyfile import shapes
from adapters.policyfile.conditions import when
from adapters.policyfile.document import Entries, Node, Scalar
from adapters.policyfile.durations import duration, keeping
from adapters.policyfile.reader import Keys, Reader, known, one_of
from adapters.policyfile.targets import human, recipient
from adapters.policyfile.texts import boolean, label
from bot.durations import Duration
from bot.people.targets import Target
from bot.policy.rules import ApprovalLine, AudienceLine, CommunicationPlan, Default, RetentionLine, Tone
from bot.words import Label

PLACEHOLDERS = (
    "case", "title", "summary", "impact", "priority", "status", "owner", "customer", "next_update", "deadline",
    "opened", "resolution", "link",
)  # fmt: skip


def approval_line(reader: Reader, node: Node) -> ApprovalLine:
    keys = reader.keys(node, shapes.APPROVAL)
    return ApprovalLine(
        keys.need("when", when),
        keys.some("by", human),
        keys.need("within", duration),
        keys.need("otherwise", _default),
        chain=keys.maybe("chain", boolean, False),
    )


def _default(reader: Reader, node: Node) -> Default:
    found = one_of(reader, node, tuple(Default), "Unanswered, a case cannot be {}.")
    return Default(found) if found in tuple(Default) else Default.DECLINE


def communication_plan(reader: Reader, node: Node) -> CommunicationPlan:
    keys = reader.keys(node, shapes.COMMUNICATION)
    return CommunicationPlan(
        keys.need("when", when),
        keys.some("audiences", _audience),
        hours=keys.maybe("hours", known("calendar"), None),
    )


def _audience(reader: Reader, node: Node) -> AudienceLine:
    keys = reader.keys(node, shapes.AUDIENCE)
    by_stige = _is_word(keys.node("by"), "stige")
    return AudienceLine(
        keys.some("to", recipient),
        keys.need("first", duration),
        keys.need("template", known("template")),
        every=None if _is_word(keys.node("every"), "once") else keys.maybe("every", duration, None),
        by=None if by_stige else _writer(keys),
        by_stige=by_stige,
    )


def _writer(keys: Keys) -> Target | None:
    """One alone, so that it is clear who writes."""
    writers = keys.some("by", human)
    if len(writers) > 1:
        sentence = "One alone writes to an audience, so that it is clear who; name one."
        keys.reader.fault(keys.node("by").at, "too-many", sentence)
    return writers[0] if writers else None


def _is_word(node: Node, word: str) -> bool:
    return isinstance(node, Scalar) and node.text == word


def template(reader: Reader, _: str, node: Node) -> Label:
    texts = [value for _, value in node.pairs] if isinstance(node, Entries) else [node]
    for text in texts:
        _check_placeholders(reader, text)
    return label(reader, node)


def _check_placeholders(reader: Reader, node: Node) -> None:
    for found in re.findall(r"\{([^{}]*)\}", node.text) if isinstance(node, Scalar) else ():
        if found not in PLACEHOLDERS:
            hint = reader.found.near_miss(found, PLACEHOLDERS)
            reader.fault(node.at, "unknown-placeholder", f"There is no placeholder {{{found[:64]}}}.{hint}")


def tone(reader: Reader, node: Node) -> Mapping[str, Tone]:
    known_keys = ("default", *reader.names.of("region"))
    return {key.text: _tone(reader, value) for key, value in reader.pairs(node, known_keys)}


def _tone(reader: Reader, node: Node) -> Tone:
    found = one_of(reader, node, tuple(Tone), "There is no tone {}.")
    return Tone(found) if found in tuple(Tone) else Tone.PLAIN


def retention_line(reader: Reader, node: Node) -> RetentionLine:
    keys = reader.keys(node, shapes.RETENTION)
    return RetentionLine(keys.need("when", when), keys.need("keep", _keep))


def _keep(reader: Reader, node: Node) -> Duration | None:
    return None if _is_word(node, "hold") else keeping(reader, node)
