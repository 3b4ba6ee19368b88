"""The texts of one case: what its JSON refers to, and what is sealed anew."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select

from bot.words import Text
from storage.codec import Json
from storage.sealing import Keyring, MissingKey, Sealed
from storage.tables import TEXT_KEYS, TEXTS

_WITH_KEYS = select(TEXTS, TEXT_KEYS.c.wrapped, TEXT_KEYS.c.key_id).outerjoin(TEXT_KEYS)
_OF_CASE = _WITH_KEYS.where(TEXTS.c.case_id == bindparam("case_id"))
_OF_CASES = _WITH_KEYS.where(TEXTS.c.case_id.in_(bindparam("case_ids", expanding=True)))
_ADD_TEXT, _ADD_KEY = insert(TEXTS), insert(TEXT_KEYS)


class TextBook:
    """Turns texts into references and back. The same words of the same author are sealed once in a case.

    An erased text, one whose key is gone, reads as empty; so does one that somebody tampered with, since a case must
    climb whatever happens to its words (the chain tells of it). `seq` is the event that is being written, `referred`
    what it refers to.
    """

    def __init__(self, case_id: str, keyring: Keyring, rows: Iterable[Row[Any]] = ()) -> None:
        self.case_id = case_id
        self.seq = 0
        self.referred: list[str] = []
        self._keyring = keyring
        self._texts: dict[str, Text] = {}
        self._ids: dict[Text, str] = {}
        self._digests: dict[str, bytes] = {}
        self._new: list[tuple[Mapping[str, object], Mapping[str, object]]] = []
        for row in rows:
            self._know(row.id, Text(self._body(row), row.by), row.sealed)

    def refer(self, text: Text, place: str) -> Json:
        if not text.body:
            return {"$text": "", "by": text.by}
        text_id = self._ids.get(text) or self._seal(text, place)
        self.referred.append(text_id)
        return {"$text": text_id, "by": text.by}

    def read(self, reference: Json) -> Text:
        return self._texts.get(reference["$text"]) or Text("", reference["by"])

    def begin(self, seq: int) -> None:
        self.seq = seq
        self.referred = []

    def digests(self) -> bytes:
        """Of the sealed bytes of all that is referred to, in order."""
        return b"".join(self._digests[text_id] for text_id in self.referred)

    def write(self, connection: Connection) -> None:
        if self._new:
            connection.execute(_ADD_TEXT, [text for text, _ in self._new])
            connection.execute(_ADD_KEY, [key for _, key in self._new])
            self._new = []

    def _seal(self, text: Text, place: str) -> str:
        text_id = secrets.token_hex(12)
        sealed = self._keyring.seal(text.body, _context(self.case_id, text_id, text.by))
        self._know(text_id, text, sealed.body)
        row = {"id": text_id, "case_id": self.case_id, "seq": self.seq, "place": place, "by": text.by}
        key = {"text_id": text_id, "wrapped": sealed.wrapped, "key_id": sealed.key_id}
        self._new.append((row | {"sealed": sealed.body}, key))
        return text_id

    def _know(self, text_id: str, text: Text, sealed: bytes) -> None:
        self._texts[text_id] = text
        self._digests[text_id] = sha256(sealed).digest()
        if text.body:
            self._ids[text] = text_id

    def _body(self, row: Row[Any]) -> str:
        return body_of(row, self._keyring) or ""


def body_of(row: Row[Any], keyring: Keyring) -> str | None:
    """None for one that is erased, that somebody changed, or whose key is under another than was given."""
    if row.wrapped is None:
        return None
    try:
        return keyring.unseal(Sealed(row.sealed, row.wrapped, row.key_id), _context(row.case_id, row.id, row.by))
    except MissingKey:
        return None


def _context(case_id: str, text_id: str, by: str) -> str:
    """Where a text belongs; it opens nowhere else."""
    return f"{case_id}/{text_id}/{by}"


def texts_of(case_id: str, connection: Connection) -> Sequence[Row[Any]]:
    return connection.execute(_OF_CASE, {"case_id": case_id}).all()


def texts_of_all(case_ids: Iterable[str], connection: Connection) -> dict[str, list[Row[Any]]]:
    rows: dict[str, list[Row[Any]]] = {case_id: [] for case_id in case_ids}
    for row in connection.execute(_OF_CASES, {"case_ids": list(rows)}) if rows else ():
        rows[row.case_id].append(row)
    return rows


def book_of(case_id: str, connection: Connection, keyring: Keyring) -> TextBook:
    return TextBook(case_id, keyring, texts_of(case_id, connection))


def books_of(case_ids: Iterable[str], connection: Connection, keyring: Keyring) -> dict[str, TextBook]:
    found = texts_of_all(case_ids, connection)
    return {case_id: TextBook(case_id, keyring, rows) for case_id, rows in found.items()}
