"""Files outside the database to which lines are only added. Each line is JSON that people can read, under a keyed hash,
and names the hash of the line before, so that none can be changed, taken out or put in without a trace."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from storage.codec import dumps
from storage.private import alone, sync
from storage.sealing import Keyring

FOLDER = 0o700
NOTHING_BEFORE = "0" * 64
_CHUNK = 1 << 16


class Broken(Exception):
    """A line does not hold. `number` counts from 1."""

    def __init__(self, number: int, what: str) -> None:
        super().__init__(f"line {number}: {what}")
        self.number, self.what = number, what


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    says: Mapping[str, Any]
    mac: str


class Lines:
    """One file. `purpose` keeps a line of one file from passing as one of another."""

    def __init__(self, path: Path, purpose: str, keyring: Keyring) -> None:
        self.path, self._purpose, self._keyring = path, purpose, keyring

    def __iter__(self) -> Iterator[Line]:
        """From the first one on; raises `Broken` at the first that does not hold. A last line that was never finished
        is none. No file: no lines."""
        if not self.path.exists():
            return
        before = NOTHING_BEFORE
        with open(self.path, "rb", opener=alone) as file:
            for number, raw in enumerate(file, 1):
                if raw.endswith(b"\n"):
                    line = self._read(raw, number)
                    if line.says["prev"] != before:
                        raise Broken(number, "does not follow the one before")
                    before = line.mac
                    yield line

    def unfinished(self) -> bool:
        """Whether the last line broke off, as in a crash."""
        if not self.path.exists() or not self.path.stat().st_size:
            return False
        with open(self.path, "rb", opener=alone) as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"

    @contextmanager
    def adding(self) -> Iterator["Adding"]:
        """For one process at a time. What was added is on the disk when this ends, however it ends."""
        self.path.parent.mkdir(FOLDER, parents=True, exist_ok=True)
        new = not self.path.exists()
        with open(self.path, "ab+", opener=alone) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            _cut_unfinished(file)
            try:
                yield Adding(file, self)
            finally:
                file.flush()
                os.fsync(file.fileno())
        if new:
            sync(self.path.parent)

    def write(self, number: int, prev: str, says: Mapping[str, Any]) -> tuple[bytes, str]:
        key = self._keyring.first
        body = {"n": number, **says, "prev": prev, "key": key.id}
        mac = key.mac(self._framed(body)).hex()
        return dumps(body | {"mac": mac}).encode() + b"\n", mac

    def _read(self, raw: bytes, number: int) -> Line:
        try:
            body = json.loads(raw)
            mac = body.pop("mac")
            genuine = dumps(body | {"mac": mac}).encode() + b"\n" == raw and body["n"] == number
            known = body.get("key") in self._keyring
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise Broken(number, "was changed") from None
        if not known:
            raise Broken(number, "is under a key that STIGE_SECRET_KEY does not hold")
        if not genuine or self._keyring.key(body["key"]).mac(self._framed(body)).hex() != mac:
            raise Broken(number, "was changed")
        return Line(number, body, mac)

    def backwards(self, file: BinaryIO) -> Iterator[Line]:
        """From the last one on; raises `Broken` at the first that does not hold."""
        return (self._read(raw, _number(raw)) for raw in _backwards(file))

    def _framed(self, body: Mapping[str, Any]) -> bytes:
        return f"stige {self._purpose}\n{dumps(body)}".encode()


class Adding:
    """The end of a file, held."""

    def __init__(self, file: BinaryIO, lines: Lines) -> None:
        self._file, self._lines = file, lines
        self._at: tuple[int, str] | None = None

    def last(self, *kinds: str) -> Line | None:
        """The last line of one of these kinds. Raises `Broken` where it, or a line behind it, does not hold."""
        lines = self._lines.backwards(self._file)
        return next((line for line in lines if line.says.get("kind") in kinds), None)

    @property
    def empty(self) -> bool:
        return self._file.seek(0, os.SEEK_END) == 0

    def add(self, **says: Any) -> None:
        number, prev = self._at or self._end()
        raw, mac = self._lines.write(number + 1, prev, says)
        self._file.write(raw)
        self._at = (number + 1, mac)

    def _end(self) -> tuple[int, str]:
        last = next(self._lines.backwards(self._file), None)
        return (last.number, last.mac) if last else (0, NOTHING_BEFORE)


def _number(raw: bytes) -> int:
    try:
        return int(json.loads(raw)["n"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return 0


def _backwards(file: BinaryIO) -> Iterator[bytes]:
    """The finished lines of a file, the last one first."""
    end = file.seek(0, os.SEEK_END)
    tail = b""
    while end > 0:
        begin = max(0, end - _CHUNK)
        file.seek(begin)
        first, *whole = (file.read(end - begin) + tail).splitlines(keepends=True)
        if begin == 0:
            whole, first = [first, *whole], b""
        yield from reversed(whole)
        tail, end = first, begin


def _cut_unfinished(file: BinaryIO) -> None:
    """What a crash left of a line was never said."""
    end = file.seek(0, os.SEEK_END)
    while end > 0:
        begin = max(0, end - _CHUNK)
        file.seek(begin)
        if (found := file.read(end - begin).rfind(b"\n")) >= 0:
            begin += found + 1
            break
        end = begin
    else:
        begin = 0
    if begin < file.seek(0, os.SEEK_END):
        file.truncate(begin)
