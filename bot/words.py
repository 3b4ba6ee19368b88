"""What people read and write: sentences of ours by key, labels of the policy, texts of people."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Label:
    """A text of the policy file, in one language or several, in the file's order.

    A text without a language stands under the empty word and fits every reader (S1).
    """

    by_language: tuple[tuple[str, str], ...]

    @classmethod
    def plain(cls, text: str) -> "Label":
        return cls((("", text),))

    def read(self, language: str, fallback: str = "en") -> str:
        """The reader's language, else the file's, else the first (S1)."""
        texts = dict(self.by_language)
        for wanted in (language, language.split("-")[0], fallback):
            if wanted in texts:
                return texts[wanted]
        return self.by_language[0][1]


@dataclass(frozen=True, slots=True)
class Text:
    """What a person wrote. Storage seals each one under a key of its own, so that erasing its author is deleting keys.

    `by` is the author's person id. An erased text is empty.
    """

    body: str
    by: str


@dataclass(frozen=True, slots=True)
class Name:
    """The id of a person, team, place, vendor or customer, shown by its name as the roster has it at that moment."""

    id: str


@dataclass(frozen=True, slots=True)
class WallTime:
    """An instant as the clocks show it in a zone that need not be the reader's."""

    at: datetime
    timezone: str


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence of ours: a key of the wording catalogue and what fills its `{places}`. Never the sentence itself.

    An instant is shown in the viewer's zone, a span in words, a tuple as a list ("Ana, Ben and Chen").
    """

    key: str
    params: tuple[tuple[str, "Param"], ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A text of the policy or of ours (a key of the catalogue), whose `{placeholders}` are filled once: what fills one
    is never read again, whatever it holds (S39).

    `language` and `timezone` are those of whom it is written for, where that is not who reads it now. With
    `zone_named` its times name their zone: it is passed on, as it is, to people in several zones.
    """

    text: "Label | str"
    values: tuple[tuple[str, "Param"], ...]
    language: str = ""
    timezone: str = ""
    zone_named: bool = False


Param = str | int | float | datetime | timedelta | Label | Text | Name | WallTime | Say | Template | tuple["Param", ...]


def say(key: str, **params: Param) -> Say:
    return Say(key, tuple(params.items()))
