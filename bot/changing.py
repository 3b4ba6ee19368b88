"""A copy of a value with some of its fields changed: `dataclasses.replace`, several times as fast.

A step folds dozens of events into a wide case, and a replay runs a hundred thousand steps.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import replace
else:
    from dataclasses import fields
    from functools import cache
    from operator import attrgetter

    def replace(value, /, **changes):
        places, read = _read_by(type(value))
        values = list(read(value))
        for name, changed in changes.items():
            values[places[name]] = changed
        return type(value)(*values)

    @cache
    def _read_by(kind):
        """Where each field stands, and how all are read at once; fields are given by their places."""
        names = [field.name for field in fields(kind)]
        read = attrgetter(*names)
        return {name: place for place, name in enumerate(names)}, (read if len(names) > 1 else lambda v: (read(v),))


__all__ = ["replace"]
