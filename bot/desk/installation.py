"""What the desk says of the Stige that it stands in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Installation:
    """`languages` are those that Stige speaks, by code, each by its own name. `base_url` is where it can be reached
    from outside; empty: nobody said. `new_token` makes a secret that nobody can guess."""

    languages: Mapping[str, str] = field(default_factory=lambda: {"en": "English"})
    base_url: str = ""
    new_token: Callable[[], str] = str
