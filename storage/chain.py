"""The chain of a case's record: each event carries a keyed hash over itself and the one before.

It runs over the facts and over the sealed bytes of the texts that they refer to, so that a text whose key is deleted
leaves it whole.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, select

from storage.codec import Json, dumps
from storage.sealing import Keyring, SecretKey
from storage.tables import CASES, EVENTS, TEXTS

START = bytes(32)


@dataclass(frozen=True, slots=True)
class Fault:
    """The first event whose link does not hold, and what is wrong with it in a word."""

    seq: int
    what: str


@dataclass(frozen=True, slots=True)
class Link:
    """What is chained of an event. `texts` are the digests of the sealed bytes, one after the other."""

    case_id: str
    seq: int
    at: datetime
    by: str | None
    kind: str
    facts: bytes
    texts: bytes


def link_hmac(key: SecretKey, prev: bytes, link: Link) -> bytes:
    head = dumps([link.case_id, link.seq, link.at.isoformat(), link.by, link.kind]).encode()
    framed = (len(part).to_bytes(4, "big") + part for part in (prev, head, link.facts, link.texts))
    return key.mac(b"".join(framed))


def verify(connection: Connection, keyring: Keyring, case_id: str) -> Fault | None:
    """The first fault in the record of a case; None for a record that is whole."""
    case = connection.execute(select(CASES.c.seq, CASES.c.head).where(CASES.c.id == case_id)).one_or_none()
    events = connection.execute(select(EVENTS).where(EVENTS.c.case_id == case_id).order_by(EVENTS.c.seq)).all()
    texts = connection.execute(select(TEXTS.c.id, TEXTS.c.sealed).where(TEXTS.c.case_id == case_id))
    return next(faults(case, events, {row.id: sha256(row.sealed).digest() for row in texts}, keyring), None)


def faults(case: Any, events: Sequence[Row[Any]], texts: Mapping[str, bytes], keyring: Keyring) -> Iterator[Fault]:
    """`case` needs its `seq` and `head`; `texts` are the digests of the sealed bytes. What comes behind the first fault
    may follow from it."""
    prev = START
    for seq, event in enumerate(events, start=1):
        if event.seq != seq:
            yield Fault(seq, "missing")
        if fault := _fault(event, prev, texts, keyring):
            yield Fault(seq, fault)
        prev = event.hmac
    if case is None or (len(events), prev) != (case.seq, case.head):
        yield Fault(len(events) + 1, "missing")


def _fault(event: Row[Any], prev: bytes, texts: Mapping[str, bytes], keyring: Keyring) -> str | None:
    if event.prev != prev:
        return "out of order"
    if event.key_id not in keyring:
        return "under an unknown key"
    try:
        said = b"".join(texts[text_id] for text_id in _texts_in(event.facts))
    except KeyError:
        return "without its text"
    except (ValueError, TypeError, RecursionError):
        return "changed"
    link = Link(event.case_id, event.seq, event.at, event.by, event.kind, event.facts, said)
    return None if link_hmac(keyring.key(event.key_id), prev, link) == event.hmac else "changed"


def _texts_in(facts: bytes) -> Iterator[str]:
    """Most events refer to none, and need not be parsed for it."""
    return _referred(json.loads(facts)) if b'"$text"' in facts else iter(())


def _referred(facts: Json) -> Iterator[str]:
    """Ids of the texts, in the order in which they were written."""
    if isinstance(facts, list):
        for item in facts:
            yield from _referred(item)
    elif isinstance(facts, dict) and "$text" in facts:
        if facts["$text"]:
            yield facts["$text"]
    elif isinstance(facts, dict):
        yield from _referred(list(facts.values()))
