"""Two versions of a policy side by side: what changed in the rules and in the people, in words.

Parts are held against each other by what they are called in the file, lines without a name by their condition. A field
that the format gets one day is compared without a word here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

from bot.people.roster import Layer
from bot.policy.policy import Policy
from bot.policy.rules import (
    ApprovalLine,
    AtOnce,
    AudienceLine,
    ClockLine,
    CommunicationPlan,
    Level,
    Path,
    PriorityOverride,
    PrivateLine,
    RetentionLine,
    Suggestion,
)
from bot.policy.when import When
from bot.trying.values import IN_THE_FILE, items, parts, said
from bot.words import Label, Param, Say, say

LINES = (
    ApprovalLine, AtOnce, AudienceLine, ClockLine, CommunicationPlan, Layer, Level, Path, PriorityOverride, PrivateLine,
    RetentionLine, Suggestion,
)  # fmt: skip
ITS_NAME = ("id", "when", "role", "to", "words")
NOT_RULES = frozenset({"version", "label", "policy"})
NOT_PEOPLE = frozenset({"timezone", "language", "tiers", "calendars"})  # the rules have them too
TOLD_OF_A_NEW_PART = 4


@dataclass(frozen=True, slots=True)
class Side:
    """A value in the version that it stands in. `number` counts from 1 in its list."""

    value: object
    policy: Policy
    number: int = 1

    @property
    def parts(self) -> "dict[str, Side]":
        return {name: Side(value, self.policy) for name, value in parts(self.value)}

    @property
    def entries(self) -> "dict[object, Side]":
        """Of a list of lines or a mapping, by what identifies each of them."""
        if isinstance(self.value, Mapping):
            return {key: Side(value, self.policy) for key, value in self.value.items()}
        if isinstance(self.value, tuple) and all(isinstance(one, LINES) for one in self.value):
            return self._lines(self.value)
        return {}

    def _lines(self, lines: tuple[object, ...]) -> "dict[object, Side]":
        met: Counter[object] = Counter()
        found: dict[object, Side] = {}
        for number, line in enumerate(lines, 1):
            key = _key(line)
            met[key] += 1
            found[key, met[key]] = Side(line, self.policy, number)
        return found

    @property
    def said(self) -> Param:
        return said(self.value, self.policy)


def diff(old: Policy, new: Policy) -> tuple[Say, ...]:
    """One line a change, in the order of the file; nothing where only the version's name is another."""
    rules = _of_parts(None, Side(old.rules, old), Side(new.rules, new), NOT_RULES)
    return (*rules, *_of_parts(None, Side(old.roster, old), Side(new.roster, new), NOT_PEOPLE))


def _of_parts(where: Say | None, old: Side, new: Side, but: frozenset[str] = frozenset()) -> Iterator[Say]:
    before, after = old.parts, new.parts
    for name in dict.fromkeys((*before, *after)):
        if name not in but:
            yield from _of(
                where, name, before.get(name, Side(None, old.policy)), after.get(name, Side(None, new.policy))
            )


def _of(where: Say | None, name: str, old: Side, new: Side) -> Iterator[Say]:
    if old.value == new.value:
        return
    if old.entries or new.entries:
        yield from _of_lists(where, name, old, new)
    elif isinstance(old.value, Label) and isinstance(new.value, Label):
        yield from _of_labels(_in(where, say("diff.part", name=name)), old.value, new.value)
    elif old.parts and new.parts:
        yield from _of_parts(_in(where, say("diff.part", name=name)), old, new)
    elif old.value is None and new.parts:
        yield from _new(_in(where, say("diff.part", name=name)), new)
    elif old.parts:
        yield say("diff.gone", where=_in(where, say("diff.part", name=name)))
    else:
        yield from _of_values(where, say("diff.part", name=name), old, new)


def _of_labels(where: Say, old: Label, new: Label) -> Iterator[Say]:
    """Only in the languages in which it is another."""
    before, after = dict(old.by_language), dict(new.by_language)
    for language in dict.fromkeys((*before, *after)):
        one, other = before.get(language), after.get(language)
        if one != other:
            here = _in(where, say("diff.part", name=language)) if language else where
            yield say("diff.changed", where=here, old=one or say("diff.nothing"), new=other or say("diff.nothing"))


def _of_lists(where: Say | None, name: str, old: Side, new: Side) -> Iterator[Say]:
    before, after = old.entries, new.entries
    for key, side in before.items():
        if key not in after:
            yield say("diff.gone", where=_in(where, _called(name, key, side)))
    for key, side in after.items():
        here = _called(name, key, side)
        if key not in before:
            yield from _new(_in(where, here), side)
        elif side.parts:
            yield from _of_parts(_in(where, here), before[key], side)
        elif before[key].value != side.value:
            yield from _of_values(where, here, before[key], side)
    if isinstance(new.value, tuple) and [key for key in before if key in after] != [
        key for key in after if key in before
    ]:
        yield say("diff.order", where=_in(where, say("diff.part", name=name)))


def _new(where: Say, side: Side) -> Iterator[Say]:
    """What stands in it by itself in one line, then its own lists and parts."""
    told = [(name, one) for name, one in side.parts.items() if name not in ITS_NAME and one.value != _usual(side, name)]
    plain = [(name, one) for name, one in told if not one.entries and not one.parts]
    what = [say("diff.item", name=name, value=one.said) for name, one in plain[:TOLD_OF_A_NEW_PART]]
    if not side.parts:
        what = [say("diff.value", value=side.said)]
    yield say("diff.new", where=where, what=tuple(what)) if what else say("diff.only_new", where=where)
    for name, one in told:
        if one.entries:
            yield from _of_lists(where, name, Side((), one.policy), one)
        elif one.parts:
            yield from _new(_in(where, say("diff.part", name=name)), one)


def _usual(side: Side, name: str) -> object:
    """What a part says where the file leaves it out."""
    given = fields(side.value) if is_dataclass(side.value) else ()
    defaults: dict[str, object] = {IN_THE_FILE.get(part.name, part.name): part.default for part in given}
    return defaults.get(name)


def _of_values(where: Say | None, what: Say, old: Side, new: Side) -> Iterator[Say]:
    """What a list gains and loses; of all else both values."""
    here, before, after = _in(where, what), _members(old), _members(new)
    gained, lost = [one for one in after if one not in before], [one for one in before if one not in after]
    if len(gained) < len(after) and len(lost) < len(before) and (gained or lost):
        if gained:
            yield say("diff.gains", where=here, what=tuple(said(one, new.policy) for one in gained))
        if lost:
            yield say("diff.loses", where=here, what=tuple(said(one, old.policy) for one in lost))
    else:
        yield say("diff.changed", where=here, old=old.said, new=new.said)


def _members(side: Side) -> tuple[object, ...]:
    """Of a list in which each stands once."""
    found = items(side.value) if isinstance(side.value, tuple | frozenset) else ()
    return found if len(set(found)) == len(found) else ()


def _in(where: Say | None, what: Say) -> Say:
    return say("diff.in", where=where, what=what) if where else what


# what a part is called


def _key(line: object) -> object:
    match line:
        case Level(role=role):
            return role
        case Path(id=path_id):
            return path_id
        case AudienceLine(to=to):
            return to
        case Suggestion(words=words):
            return words
        case Layer():
            return None
        case _:
            return getattr(line, "when", None)


def _called(name: str, key: object, side: Side) -> Say:
    match side.value:
        case Level(role=role):
            return say("diff.level", number=side.number, role=role)
        case Path(id=path_id):
            return say("diff.entry", name=name, what=path_id)
        case Layer():
            return say("diff.entry", name=name, what=side.number)
        case AudienceLine(to=to):
            return say("diff.entry", name=name, what=said(to, side.policy))
        case Suggestion(words=words):
            return say("diff.entry", name=name, what=words)
        case _ if isinstance(side.value, LINES):
            return say("diff.line", name=name, when=said(getattr(side.value, "when", When()), side.policy))
        case _:
            return say("diff.entry", name=name, what=said(str(key), side.policy))
