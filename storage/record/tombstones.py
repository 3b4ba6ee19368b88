"""What is left of a case that was deleted in time: how long its record was and how it ended, under a keyed hash."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from storage.codec import dumps
from storage.sealing import Keyring, SecretKey
from storage.tables import TOMBSTONES

_SIGNED = tuple(column.name for column in TOMBSTONES.c if column.name not in ("mac", "key_id"))


def tombstone(case: Row[Any], rule: str, now: datetime, key: SecretKey) -> dict[str, Any]:
    """`case` is its row; `rule` says by which line of which version of the policy it was deleted."""
    said = {name: getattr(case, name) for name in ("realm", "number", "seq", "head", "closed_at")}
    row = {"case_id": case.id, **said, "deleted_at": now, "rule": rule}
    return row | {"mac": _mac(row, key), "key_id": key.id}


def holds(row: Row[Any], keyring: Keyring) -> bool:
    signed = {name: getattr(row, name) for name in _SIGNED}
    return row.key_id in keyring and _mac(signed, keyring.key(row.key_id)) == row.mac


def _mac(row: dict[str, Any], key: SecretKey) -> bytes:
    return key.mac(b"stige tombstone\n" + dumps([_plain(row[name]) for name in _SIGNED]).encode())


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else value
