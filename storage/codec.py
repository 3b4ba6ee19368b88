"""The core's values as JSON and back, driven by their type hints.

What stands in the database for years keeps these forms: a dataclass is an object of its fields; a member of a union is
an object that names its class under "is"; an instant is ISO 8601 in UTC, a span whole microseconds; a set is sorted; a
mapping is a list of pairs, which keeps its order. Left out is what is nothing (None, no elements) and whose default
says the same, so a field with such a default can be added at any time. What people wrote is turned into a reference by
`Texts`, and never stands in the JSON itself.
"""

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import cache
from typing import Any, Protocol, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from bot.words import Text

T = TypeVar("T")
Json = Any  # as json.loads gives it
Hint = Any  # a type, as get_type_hints gives it


class Texts(Protocol):
    """Where texts go when a value is written, and come from when it is read."""

    def refer(self, text: Text, place: str) -> Json:
        """A reference to a text that stands at `place`, such as "Handover.summary"."""

    def read(self, reference: Json) -> Text: ...


class NoTexts:
    """For values in which nobody wrote anything, such as a policy."""

    def refer(self, text: Text, place: str) -> Json:  # noqa: ARG002
        raise TypeError(f"no text of a person belongs at {place}")

    def read(self, reference: Json) -> Text:
        raise TypeError(f"no text of a person belongs here: {reference}")


def encode(hint: type[T], value: T, texts: Texts | None = None) -> Json:
    return _codec(hint).write(value, texts or NoTexts())


def decode(hint: type[T], data: Json, texts: Texts | None = None) -> T:
    return cast("T", _codec(hint).read(data, texts or NoTexts()))


def dumps(data: Json) -> str:
    """The same bytes for the same data: what is chained is what is stored."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


class Codec:
    """How values of one type are written and read. `plain`: they are their own JSON."""

    def __init__(
        self, write: Callable[[Any, Texts], Json], read: Callable[[Json, Texts], Any], plain: bool = False
    ) -> None:
        self.write = write
        self.read = read
        self.plain = plain


def _codec(hint: Hint, place: str = "") -> Codec:
    if isinstance(hint, type) and is_dataclass(hint) and hint is not Text:
        return _dataclass(hint)
    return _of(hint, place)


@cache
def _of(hint: Hint, place: str) -> Codec:
    origin: Hint = get_origin(hint)
    arguments = get_args(hint)
    if origin in (Union, types.UnionType):
        return _union(arguments, place)
    if origin is tuple:
        return _list_of(arguments[0], place) if arguments[-1] is Ellipsis else _fixed(arguments, place)
    if origin is frozenset:
        return _set_of(arguments[0])
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(arguments, place)
    if hint is Text:
        return Codec(lambda text, texts: texts.refer(text, place), lambda data, texts: texts.read(data))
    if isinstance(hint, type):
        return _scalar(hint)
    raise TypeError(f"no JSON form for {hint!r}")


def _scalar(hint: type) -> Codec:
    if issubclass(hint, Enum):
        members = {member.value: member for member in hint}
        return Codec(lambda value, _: value.value, lambda data, _: members[data])
    if hint in (str, int, float, bool):
        return Codec(lambda value, _: value, lambda data, _: data, plain=True)
    if hint is timedelta:
        return Codec(lambda span, _: span // timedelta(microseconds=1), lambda data, _: timedelta(microseconds=data))
    if hint is datetime:
        return Codec(lambda at, _: _instant(at), lambda data, _: datetime.fromisoformat(data))
    if hint in (date, time):
        return Codec(lambda value, _: value.isoformat(), lambda data, _: hint.fromisoformat(data))
    raise TypeError(f"no JSON form for {hint!r}")


def _instant(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError(f"an instant without a zone: {at}")
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat()


def _list_of(hint: Hint, place: str) -> Codec:
    item = _codec(hint, place)
    if item.plain:
        return Codec(lambda value, _: list(value), lambda data, _: tuple(data))
    write, read = item.write, item.read
    return Codec(
        lambda value, texts: [write(element, texts) for element in value],
        lambda data, texts: tuple([read(element, texts) for element in data]),
    )


def _fixed(hints: tuple[Hint, ...], place: str) -> Codec:
    items = [_codec(hint, place) for hint in hints]
    return Codec(
        lambda value, texts: [item.write(element, texts) for item, element in zip(items, value, strict=True)],
        lambda data, texts: tuple(item.read(element, texts) for item, element in zip(items, data, strict=True)),
    )


def _set_of(hint: Hint) -> Codec:
    item = _codec(hint)
    return Codec(
        lambda value, texts: sorted(item.write(element, texts) for element in value),
        lambda data, texts: frozenset(item.read(element, texts) for element in data),
    )


def _mapping(hints: tuple[Hint, ...], place: str) -> Codec:
    pairs = _list_of(tuple[hints], place)  # type: ignore[valid-type]
    return Codec(lambda value, texts: pairs.write(value.items(), texts), lambda data, t: dict(pairs.read(data, t)))


def _union(hints: tuple[Hint, ...], place: str) -> Codec:
    """Strings, numbers and lists stand for themselves, unless two members would look alike; all else is tagged."""
    members = [hint for hint in hints if hint is not type(None)]
    if len(members) == 1:
        return _optional(_codec(members[0], place))
    codecs = {member: _codec(member, place) for member in members}
    by_name = {member.__name__: codec for member, codec in codecs.items()}
    if len(by_name) < len(members):
        raise TypeError(f"two of these have the same name: {members}")

    def write(value: Any, texts: Texts) -> Json:
        if value is None:
            return None
        codec = codecs[type(value)]
        data = codec.write(value, texts)
        if codec.plain:
            return data
        tag = {"is": type(value).__name__}
        return tag | data if isinstance(data, dict) else tag | {"value": data}

    def read(data: Json, texts: Texts) -> Any:
        if not isinstance(data, dict):
            return data
        codec = by_name[data["is"]]
        return codec.read(data.get("value", data), texts)

    return Codec(write, read)


def _optional(codec: Codec) -> Codec:
    return Codec(
        lambda value, texts: None if value is None else codec.write(value, texts),
        lambda data, texts: None if data is None else codec.read(data, texts),
        codec.plain,
    )


@cache
def _dataclass(cls: type) -> Codec:
    hints = get_type_hints(cls)
    codecs = {f.name: _codec(hints[f.name], f"{cls.__name__}.{f.name}") for f in fields(cls)}
    parts = [(f.name, codecs[f.name].plain, codecs[f.name].write, _nothing(f)) for f in fields(cls)]
    readers = {name: None if codec.plain else codec.read for name, codec in codecs.items()}

    def write(value: Any, texts: Texts) -> Json:
        data = {}
        for name, plain, write_one, nothing in parts:
            content = getattr(value, name)
            if content or content != nothing:
                data[name] = content if plain else write_one(content, texts)
        return data

    def read(data: Json, texts: Texts) -> Any:
        contents = {}
        for name, content in data.items():
            if name in readers:
                read_one = readers[name]
                contents[name] = read_one(content, texts) if read_one else content
        return cls(**contents)

    return Codec(write, read)


def _nothing(field: "Field[Any]") -> object:
    """The default that need not be written, because it is nothing; otherwise what no content ever equals."""
    default = field.default if field.default_factory is MISSING else field.default_factory()
    is_nothing = default is None or (isinstance(default, tuple | frozenset | dict) and not default)
    return default if is_nothing else MISSING
