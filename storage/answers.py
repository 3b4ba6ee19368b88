"""What deliveries were answered, sealed as a whole: a sentence may hold what somebody wrote. Forgotten after a day."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, assert_never, cast

from sqlalchemy import bindparam, delete, select

from bot.answers import KEPT_FOR, Says
from bot.words import Label, Name, Param, Say, Template, Text, WallTime
from storage.codec import dumps
from storage.database import insert_new
from storage.sealing import Sealed
from storage.tables import ANSWERS
from storage.transaction import Transaction

_ANSWER = select(ANSWERS).where(ANSWERS.c.key == bindparam("delivery"))
_FORGET = delete(ANSWERS).where(ANSWERS.c.at < bindparam("before"))


class AnswerPart(Transaction):
    def answered(self, key: str) -> Says | None:
        row = self.connection.execute(_ANSWER, {"delivery": key}).one_or_none()
        body = self.shared.keyring.unseal(Sealed(row.body, row.wrapped, row.key_id), key) if row else None
        return None if body is None else tuple(_say(data) for data in json.loads(body))

    def answer(self, key: str, says: Says, at: datetime) -> bool:
        self.connection.execute(_FORGET, {"before": at - KEPT_FOR})
        sealed = self.shared.keyring.seal(dumps([_written(say) for say in says]), key)
        row = {"key": key, "at": at, "body": sealed.body, "wrapped": sealed.wrapped, "key_id": sealed.key_id}
        added = insert_new(ANSWERS, self.dialect).returning(ANSWERS.c.key)
        return self.connection.execute(added, row).first() is not None


def _written(value: Param) -> Any:
    """Texts and numbers stand for themselves, a tuple as a list; all else names its kind."""
    match value:
        case str() | int() | float():
            return value
        case tuple():
            return [_written(one) for one in value]
        case datetime():
            return {"is": "at", "of": [value.isoformat()]}
        case timedelta():
            return {"is": "span", "of": [value / timedelta(microseconds=1)]}
        case Label(by_language):
            return {"is": "label", "of": [list(pair) for pair in by_language]}
        case Text(body, by):
            return {"is": "text", "of": [body, by]}
        case Name(id_):
            return {"is": "name", "of": [id_]}
        case WallTime(at, timezone):
            return {"is": "wall", "of": [at.isoformat(), timezone]}
        case Say(key, params):
            return {"is": "say", "of": [key, *([name, _written(param)] for name, param in params)]}
        case Template(text, values, language, timezone, zone_named):
            filled = [[name, _written(param)] for name, param in values]
            return {"is": "template", "of": [_written(text), filled, language, timezone, zone_named]}
        case _:
            assert_never(value)


def _read(data: Any) -> Param:
    if isinstance(data, list):
        return tuple(_read(one) for one in data)
    return _OF_KIND[data["is"]](*data["of"]) if isinstance(data, dict) else cast("Param", data)


def _say(data: Any) -> Say:
    key, *params = data["of"]
    return Say(key, tuple((name, _read(param)) for name, param in params))


def _template(text: Any, values: Any, language: str, timezone: str, zone_named: bool) -> Template:
    filled = tuple((name, _read(value)) for name, value in values)
    return Template(
        _label(*text["of"]) if isinstance(text, dict) else str(text), filled, language, timezone, zone_named
    )


def _label(*pairs: Any) -> Label:
    return Label(tuple((language, text) for language, text in pairs))


_OF_KIND: dict[str, Callable[..., Param]] = {
    "at": datetime.fromisoformat,
    "span": lambda microseconds: timedelta(microseconds=microseconds),
    "label": _label,
    "text": Text,
    "name": Name,
    "wall": lambda at, timezone: WallTime(datetime.fromisoformat(at), timezone),
    "say": lambda *of: _say({"of": of}),
    "template": _template,
}
