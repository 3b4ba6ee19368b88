"""Clocks and paths: who is asked, for how long, and who is asked in the end (S23 to S35)."""

from datetime import timedelta
from functools import partial

from adapters.policyfile import shapes
from adapters.policyfile.conditions import when
from adapters.policyfile.document import Node
from adapters.policyfile.durations import between, duration
from adapters.policyfile.reader import Keys, Reader, known, listed, one_of
from adapters.policyfile.targets import is_certain, is_human, target
from adapters.policyfile.texts import is_number, label, number, percentages, word
from bot.people.targets import VendorTarget
from bot.policy.rules import AtOnce, ClockLine, Fallback, Level, Path, Pick
from bot.policy.when import When

CLOCKS = ("accept", "update", "resolve", "wait", "snooze", "review", "deliver", "remind")
FALLBACK_RATE = between(timedelta(seconds=1), timedelta(weeks=1), "A fallback asks again every 1s to 1w.")


def clock_line(reader: Reader, node: Node) -> ClockLine:
    keys = reader.keys(node, shapes.CLOCKS)
    keys.any_of(*CLOCKS)
    return ClockLine(
        keys.need("when", when),
        accept=keys.maybe("accept", duration, None),
        update=keys.maybe("update", duration, None),
        resolve=keys.maybe("resolve", duration, None),
        wait=keys.maybe("wait", duration, None),
        snooze=keys.maybe("snooze", duration, None),
        review=keys.maybe("review", duration, None),
        deliver=keys.maybe("deliver", duration, None),
        remind=percentages(keys, "remind"),
        hours=keys.maybe("hours", known("calendar"), None),
    )


def path(reader: Reader, name: str, node: Node) -> Path:
    keys = reader.keys(node, shapes.PATH)
    levels = keys.some("levels", level)
    return Path(
        name,
        keys.need("when", when),
        levels,
        keys.need("fallback", fallback),
        at_once=keys.each("at_once", partial(at_once, levels)),
        rounds=keys.maybe("rounds", number, 1),
    )


def level(reader: Reader, node: Node) -> Level:
    keys = reader.keys(node, shapes.LEVEL)
    found = Level(
        keys.need("role", label),
        keys.some("ask", target),
        tell=keys.each("tell", target),
        when=keys.maybe("when", when, When()),
        pick=keys.maybe("pick", _pick, Pick.ALL),
        tries=keys.maybe("tries", number, 2),
        skills=frozenset(keys.each("skills", word)),
        authority=frozenset(keys.each("authority", word)),
        accept_within=keys.maybe("accept_within", duration, None),
        resolve_within=keys.maybe("resolve_within", duration, None),
        remind=percentages(keys, "remind"),
        hours=keys.maybe("hours", known("calendar"), None),
        handover=keys.each("handover", known("item")),
        duty=keys.maybe("duty", label, None),
    )
    _check_somebody_accepts(keys, found)
    return found


def _check_somebody_accepts(keys: Keys, level: Level) -> None:
    """People who are asked, or who press "vendor has it" for a vendor that is asked alone (S35)."""
    if not level.ask or any(map(is_human, level.ask)):
        return
    at = keys.node("ask").at
    if not any(isinstance(asked, VendorTarget) for asked in level.ask):
        keys.reader.fault(
            at, "asks-nobody", "This level asks only a place, where nobody need answer; put it under 'tell'."
        )
    elif not any(map(is_human, level.tell)):
        keys.reader.fault(
            at, "asks-nobody", "A level that asks only a vendor must 'tell' a person, who answers for it."
        )


def _pick(reader: Reader, node: Node) -> Pick:
    found = one_of(reader, node, tuple(Pick), "There is no way {} to pick.")
    return Pick(found) if found in tuple(Pick) else Pick.ALL


def at_once(levels: tuple[Level, ...], reader: Reader, node: Node) -> AtOnce:
    keys = reader.keys(node, shapes.AT_ONCE)
    return AtOnce(
        keys.need("when", when),
        level=keys.maybe("level", partial(_level_number, levels), 1),
        tell=keys.each("tell", target),
    )


def _level_number(levels: tuple[Level, ...], reader: Reader, node: Node) -> int:
    """A level is named by its number from 1, or by its role in any language."""
    if is_number(node):
        if not 1 <= int(node.text) <= len(levels):
            reader.fault(node.at, "unknown-name", f"There is no level {node.text}: this path has {len(levels)}.")
        return int(node.text)
    roles = [(text, place) for place, level in enumerate(levels, 1) for _, text in level.role.by_language]
    role = one_of(reader, node, tuple(text for text, _ in roles), "This path has no level {}.", "unknown-name")
    places = sorted({place for text, place in roles if text == role})
    if len(places) > 1:
        reader.fault(node.at, "two-levels", f"Two levels have the role {role!r}; give the number.")
    return places[0] if places else 1


def fallback(reader: Reader, node: Node) -> Fallback:
    keys = reader.keys(node, shapes.FALLBACK)
    found = Fallback(
        keys.some("ask", target), keys.need("every", FALLBACK_RATE), keys.maybe("hours", known("calendar"), None)
    )
    if listed(keys.node("ask")) and not any(map(is_certain, found.ask)):
        sentence = "A fallback asks at least one person, team or coordinator by name; else a case could end in silence."
        reader.fault(keys.node("ask").at, "silent-fallback", sentence)
    return found
