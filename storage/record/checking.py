"""Whether one case is what its events say, down to the columns by which it is found."""

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Row

from bot.cases.case import Case
from bot.cases.events import Entry
from bot.cases.evolve import fold
from bot.record.findings import Fault, What
from bot.words import Text
from storage import chain
from storage.cases import EVENT_TYPES, asked_of, columns_of, words_of
from storage.codec import Json, decode, encode
from storage.sealing import Keyring
from storage.texts import body_of

_WHAT = {
    "missing": What.EVENT_MISSING,
    "out of order": What.EVENT_OUT_OF_ORDER,
    "under an unknown key": What.UNKNOWN_KEY,
    "without its text": What.TEXT_MISSING,
    "changed": What.EVENT_CHANGED,
}


@dataclass(frozen=True, slots=True)
class Stored:
    """All rows of one case. `texts` have their keys with them: none where the text is erased."""

    case: Row[Any]
    events: Sequence[Row[Any]]
    texts: Mapping[str, Row[Any]]
    words: set[tuple[str, bool]]
    asked: set[str]


class References:
    """Stands in for the texts, which nobody need read: a text is its id. Those of `gone` are empty, as they are to all.
    `places` is where each was referred to first."""

    def __init__(self, gone: Set[str] = frozenset()) -> None:
        self._gone = gone
        self.places: dict[str, tuple[int, str]] = {}
        self.seq = 0

    def refer(self, text: Text, place: str) -> Json:
        self.places.setdefault(text.body, (self.seq, place))
        return None

    def read(self, reference: Json) -> Text:
        text_id = reference["$text"]
        return Text("" if text_id in self._gone else text_id, reference["by"])


def faults_of(stored: Stored, keyring: Keyring) -> Iterator[Fault]:
    """In the order of its events. Behind a broken link nothing can be said of the case."""
    number = stored.case.number
    digests = {text_id: sha256(row.sealed).digest() for text_id, row in stored.texts.items()}
    if broken := next(chain.faults(stored.case, stored.events, digests, keyring), None):
        yield Fault(_WHAT[broken.what], number, broken.seq)
        return
    references = References({text_id for text_id, row in stored.texts.items() if row.wrapped is None})
    try:
        entries = [_entry(row, references) for row in stored.events]
        case = fold(entries)
        kept = decode(Case, json.loads(stored.case.state), references)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        yield Fault(What.CASE_CHANGED, number, None, "state")
        return
    yield from _of_texts(stored, keyring)
    if case is None or kept != case:
        yield Fault(What.CASE_CHANGED, number, None, "state")
        return
    yield from _of_columns(stored, case)
    yield from _of_times(stored, case)


def _entry(row: Row[Any], references: References) -> Entry:
    return Entry(row.seq, row.at, row.by, decode(EVENT_TYPES[row.kind], json.loads(row.facts), references))


def _of_columns(stored: Stored, case: Case) -> Iterator[Fault]:
    for column, said in columns_of(case).items():
        if getattr(stored.case, column) != said:
            yield Fault(What.CASE_CHANGED, case.number, None, column)
    if stored.words != words_of(case):
        yield Fault(What.READERS_CHANGED, case.number)
    if stored.asked != asked_of(case):
        yield Fault(What.ASKED_CHANGED, case.number)


def _of_times(stored: Stored, case: Case) -> Iterator[Fault]:
    """`written_at` follows from `at`. Programs from before there was such a column leave it empty, beside newer ones,
    too: it hides nothing, since then `at` tells when to look."""
    for row in stored.events:
        if row.written_at is not None and row.written_at != case.clock.wall_time(row.at):
            yield Fault(What.WRITTEN_AT_CHANGED, case.number, row.seq)
            return


def _of_texts(stored: Stored, keyring: Keyring) -> Iterator[Fault]:
    """Each stands where an event first refers to it, and opens with its key."""
    number, places = stored.case.number, _places(stored.events)
    for text_id, row in stored.texts.items():
        if text_id not in places:
            yield Fault(What.TEXT_ADDED, number, row.seq, text_id)
        elif row.wrapped is not None and body_of(row, keyring) is None:
            yield Fault(What.TEXT_LOCKED, number, row.seq, text_id)
        elif (row.seq, row.place) != places[text_id]:
            yield Fault(What.TEXT_CHANGED, number, places[text_id][0], text_id)


def _places(events: Sequence[Row[Any]]) -> Mapping[str, tuple[int, str]]:
    found = References()
    for row in events:
        if b'"$text"' in row.facts:
            found.seq, event = row.seq, EVENT_TYPES[row.kind]
            encode(event, decode(event, json.loads(row.facts), found), found)
    return found.places
