"""Any value of a type, from its hints alone."""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

SCALARS: dict[type, st.SearchStrategy[Any]] = {
    str: st.text(max_size=6),
    int: st.integers(-(2**40), 2**40),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    timedelta: st.timedeltas(timedelta(days=-400), timedelta(days=400)),
    date: st.dates(),
    time: st.times(),
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return st.one_of([values(each) for each in arguments])
    if origin is tuple and arguments[-1] is Ellipsis:
        return st.lists(values(arguments[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*map(values, arguments))
    if origin is frozenset:
        return st.frozensets(values(arguments[0]), max_size=3)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return st.dictionaries(*map(values, arguments), max_size=2)
    return _plain(hint)


def _plain(hint: type) -> st.SearchStrategy[Any]:
    if hint is type(None):
        return st.none()
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return st.deferred(lambda: st.builds(hint, **{each.name: values(hints[each.name]) for each in fields(hint)}))
    if issubclass(hint, Enum):
        return st.sampled_from(hint)
    return SCALARS[hint]
