"""The whole file, from bytes to a policy."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from adapters.policyfile import shapes
from adapters.policyfile.around import approval_line, communication_plan, retention_line, template, tone
from adapters.policyfile.calendars import calendar
from adapters.policyfile.cases import case_type, fields, private_line, suggestion
from adapters.policyfile.directory import with_imported_people
from adapters.policyfile.document import Entries, Node, Scalar, compose, normalised
from adapters.policyfile.faults import START, Found, shortened
from adapters.policyfile.names import FLAGS, gather
from adapters.policyfile.paths import clock_line, path
from adapters.policyfile.people import customer, people, place, team, vendor
from adapters.policyfile.priority import priority
from adapters.policyfile.reader import Keys, ReadEntry, Reader, is_id
from adapters.policyfile.schedules import schedule
from adapters.policyfile.texts import language, timezone, word, words
from bot.people.calendars import Calendar
from bot.people.roster import Roster
from bot.policy.policy import Policy
from bot.policy.rules import Rules, Tone

T = TypeVar("T")

FORMAT = "1"


def read_policy(source: bytes, *, directory: Path | None = None) -> Policy:
    """The policy that a file states. `directory` is where the file lies, for a list of people beside it.

    Raises `PolicyFaults` with every fault that could be found, whatever the bytes are; nothing else.
    """
    return read_document(source, directory)[0]


def read_document(source: bytes, directory: Path | None) -> tuple[Policy, Node]:
    """As `read_policy`, with the tree of the file, in which a place of the policy has its line and column."""
    found, content = Found(), sha256(normalised(source))
    root = with_imported_people(_rooted(compose(source, found), found), directory, found, content.update)
    reader = Reader(found, gather(root))
    keys = reader.keys(root, shapes.POLICY)
    # Zone and language come first: other keys are read by them.
    zone, spoken = keys.need("timezone", timezone), keys.maybe("language", language, "en")
    keys = replace(keys, reader=replace(reader, timezone=zone, language=spoken))
    policy = _policy(keys, content.hexdigest())
    found.refuse()
    return policy, root


def _rooted(root: Node, found: Found) -> Entries:
    """What is missing from the whole file is told at its beginning."""
    if not isinstance(root, Entries):
        found.fault(root.at, "wrong-shape", "A policy file is made of keys with values, as stige: 1.")
        found.refuse()
        return Entries(START, (), START)
    return replace(root, owner=START)


def _policy(keys: Keys, version: str) -> Policy:
    keys.need("stige", _format)
    calendars = _section(keys, "calendars", calendar)
    rules, roster = _rules(keys, version, calendars), _roster(keys, calendars)
    return Policy(rules, roster, tuple(_not_in_force(rules)))


def _format(reader: Reader, node: Node) -> None:
    if not isinstance(node, Scalar) or not node.plain or node.text != FORMAT:
        reader.fault(node.at, "wrong-format", f"This Stige reads format {FORMAT}: stige: {FORMAT}.")


def _policy_id(reader: Reader, node: Node) -> str:
    found = word(reader, node)
    if found and not is_id(found):
        reader.fault(node.at, "wrong-id", f"{shortened(found)!r} is no id: use letters, digits, - and _.")
    return found


def _rules(keys: Keys, version: str, calendars: Mapping[str, Calendar]) -> Rules:
    return Rules(
        version=version,
        label=keys.need("version", word),
        policy=keys.need("policy", _policy_id),
        timezone=keys.reader.timezone,
        language=keys.reader.language,
        flags=words(keys, "flags") if "flags" in keys else FLAGS,
        priority=keys.need("priority", priority),
        types=_needed(keys, "types", case_type),
        clocks=keys.some("clocks", clock_line),
        paths=tuple(_needed(keys, "paths", path).values()),
        tiers=words(keys, "tiers"),
        regions=words(keys, "regions"),
        fields=keys.maybe("fields", fields, {}),
        private=keys.each("private", private_line),
        suggest=keys.each("suggest", suggestion),
        calendars=calendars,
        approval=keys.each("approval", approval_line),
        communication=keys.each("communication", communication_plan),
        templates=_section(keys, "templates", template),
        tone=keys.maybe("tone", tone, {"default": Tone.PLAIN}),
        retention=keys.each("retention", retention_line),
    )


def _roster(keys: Keys, calendars: Mapping[str, Calendar]) -> Roster:
    return Roster(
        keys.reader.timezone,
        keys.reader.language,
        keys.need("people", people),
        teams=_section(keys, "teams", team),
        places=_section(keys, "places", place),
        vendors=_section(keys, "vendors", vendor),
        schedules=_section(keys, "schedules", schedule),
        customers=_section(keys, "customers", customer),
        calendars=calendars,
        tiers=words(keys, "tiers"),
    )


def _section(keys: Keys, name: str, read: ReadEntry[T]) -> Mapping[str, T]:
    return keys.reader.section(keys.node(name), read) if name in keys else {}


def _needed(keys: Keys, name: str, read: ReadEntry[T]) -> Mapping[str, T]:
    """A section that must have something in it: without types no case opens, without paths nobody is asked."""
    if isinstance(node := keys.node(name), Entries) and not node.pairs:
        keys.reader.fault(node.owner, "empty-section", f"{name!r} needs at least one.")
    return _section(keys, name, read)


def _not_in_force(rules: Rules) -> Iterator[str]:
    """What this file uses and the bot keeps, but does not act on yet."""
    used = {
        "review": any(line.review for line in rules.clocks),
    }
    return (name for name, value in used.items() if value)
