"""Whom the events of a subscribed calendar name (S17): what stands in them is matched to the people of the policy."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from itertools import chain

from bot.clean import folded
from bot.people.lookup import Same, Stretches, in_order
from bot.people.roster import Person, Roster, Schedule

WORD = re.compile(r"\w+")
ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:]+@[^\s<>()\[\]\"',;:]+")
MOST_WORDS = 60  # of a summary; nobody writes more before they say who it is
Words = tuple[str, ...]


def subscribed(source: str, roster: Roster, at: datetime) -> tuple[str, ...]:
    """Those on duty by this calendar. Several events at once, and several people in one, are one crew."""
    return _once(people_named(stretch.names, roster) for stretch in events(source, roster).at(at))


def subscribed_between(source: str, roster: Roster, starts_at: datetime, ends_at: datetime) -> tuple[str, ...]:
    """Those on duty at some time between the two."""
    return _once(people_named(stretch.names, roster) for stretch in events(source, roster).between(starts_at, ends_at))


def events(source: str, roster: Roster) -> Stretches:
    """None of a calendar that was never read yet."""
    feed = roster.feeds.get(source)
    return in_order(feed.stretches if feed else ())


def people_named(names: tuple[str, ...], roster: Roster) -> tuple[str, ...]:
    """By the e-mail of those who attend; else by a name that is a person's id or name, or has one in it and no other.

    Nobody where that stays open, such as a first name that two people have.
    """
    return _people_named(names, Same(roster.people))


def unknown_names(schedule: Schedule, roster: Roster) -> tuple[str, ...]:
    """What stands in events that name nobody whom the policy knows: for its keeper, each once."""
    calendars = (events(layer.ical, roster) for layer in schedule.layers if layer.ical)
    stretches = chain.from_iterable(calendars)
    return _once(stretch.names for stretch in stretches if not people_named(stretch.names, roster))


def _once(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(groups)))


@lru_cache(maxsize=8192)
def _people_named(names: tuple[str, ...], people: Same[Mapping[str, Person]]) -> tuple[str, ...]:
    addresses, known = _by_address(people), _by_words(people)
    found = [addresses[said] for name in names for said in _addresses_in(name) if said in addresses]
    return _once([found or chain.from_iterable(_only(_people_in(_words(name), known)) for name in names)])


def _addresses_in(text: str) -> list[str]:
    return [address.casefold() for address in ADDRESS.findall(text)]


def _words(text: str) -> Words:
    """Without addresses: who has another one is not somebody of ours who is called like its first part."""
    return tuple(WORD.findall(folded(ADDRESS.sub(" ", text)))[:MOST_WORDS])


def _only(people: Collection[str]) -> Collection[str]:
    return people if len(people) == 1 else ()


def _people_in(words: Words, known: Mapping[Words, frozenset[str]]) -> frozenset[str]:
    """Everybody who may be meant. The longest name counts: in "Ana Berg" nobody is meant who is called Ana alone."""
    longest = max(map(len, known), default=0)
    return frozenset(chain.from_iterable(_names_in(words, known, longest)))


def _names_in(words: Words, known: Mapping[Words, frozenset[str]], longest: int) -> Iterator[frozenset[str]]:
    begin = 0
    while begin < len(words):
        ends = range(min(begin + longest, len(words)), begin, -1)
        end = next((end for end in ends if words[begin:end] in known), None)
        if end:
            yield known[words[begin:end]]
        begin = end or begin + 1


@lru_cache(maxsize=4)
def _by_address(people: Same[Mapping[str, Person]]) -> Mapping[str, str]:
    """A person's e-mail counts before what the policy writes of another's chat."""
    persons = people.value.values()
    in_chat = {said.casefold(): who.id for who in persons for said in (who.slack, who.teams) if said and "@" in said}
    return in_chat | {who.email.casefold(): who.id for who in persons}


@lru_cache(maxsize=4)
def _by_words(people: Same[Mapping[str, Person]]) -> Mapping[Words, frozenset[str]]:
    """Those who are called so, by id or by name."""
    called: dict[Words, frozenset[str]] = {}
    for who in people.value.values():
        for words in {_words(who.id), _words(who.name)} - {()}:
            called[words] = called.get(words, frozenset()) | {who.id}
    return called
