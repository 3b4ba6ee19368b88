"""A form sent back, read field by field. What does not fit is a sentence at its field, and everything is read first."""

from collections.abc import Collection, Iterable
from datetime import datetime

from bot.clean import folded, tidy, tidy_lines
from bot.messages.moments import NotATime, moment
from bot.messages.shown import FieldErrors, Values
from bot.policy.when import Unsure
from bot.words import Say, Text, say

LINE, PARAGRAPH = 200, 3000
MOST_USERS, LONGEST_COUNT = 10**9, 20
UNSURE = {folded(word) for word in ("unsure", "?", "unknown", "don't know", "ved ikke", "usikker")}


class Filled:
    """`by` wrote it. Reading collects `errors`; whoever uses what was read looks at them first."""

    def __init__(self, values: Values, by: str) -> None:
        self._values, self._by = values, by
        self._errors: dict[str, Say] = {}

    @property
    def errors(self) -> FieldErrors | None:
        return FieldErrors(tuple(self._errors.items())) if self._errors else None

    def wrong(self, name: str, why: Say) -> None:
        """The first thing that is wrong with a field is the one said."""
        self._errors.setdefault(name, why)

    def line(self, name: str, longest: int = LINE) -> Text | None:
        return self._text(name, tidy(self._raw(name)), longest)

    def paragraph(self, name: str, longest: int = PARAGRAPH) -> Text | None:
        return self._text(name, tidy_lines(self._raw(name)), longest)

    def needed(self, name: str, text: Text | None) -> Text:
        if text is None:
            self.wrong(name, say("error.needed"))
        return text or Text("", self._by)

    def choice(self, name: str, among: Collection[str]) -> str | None:
        return next(iter(self._chosen(name, (self._raw(name),), among)), None)

    def choices(self, name: str, among: Collection[str]) -> tuple[str, ...]:
        return self._chosen(name, self._values.get(name, ()), among)

    def _chosen(self, name: str, given: Iterable[str], among: Collection[str]) -> tuple[str, ...]:
        said = [tidy(value) for value in given if tidy(value)]
        meant = tuple(dict.fromkeys(_as_written(value, among) for value in said))
        if None in meant:
            self.wrong(name, say("error.choice"))
        return tuple(word for word in meant if word is not None)

    def count(self, name: str) -> int | Unsure | None:
        """A whole number, with or without marks between the thousands, or that they do not know."""
        said = folded(self._raw(name))
        if not said or said in UNSURE:
            return Unsure.UNSURE if said else None
        digits = said.replace(" ", "").replace(".", "").replace(",", "").replace("'", "")
        bounded = digits.isascii() and digits.isdecimal() and len(digits) <= LONGEST_COUNT
        if not bounded or int(digits) > MOST_USERS:
            self.wrong(name, say("error.number"))
            return None
        return int(digits)

    def moment(self, name: str, timezone: str, now: datetime) -> datetime | None:
        """None for nothing, and for words that name no time."""
        try:
            return moment(self._raw(name), timezone, now)
        except NotATime:
            self.wrong(name, say("error.time"))
            return None

    def _raw(self, name: str) -> str:
        return " ".join(self._values.get(name, ()))

    def _text(self, name: str, said: str, longest: int) -> Text | None:
        if len(said) > longest:
            self.wrong(name, say("error.too_long", count=longest))
        return Text(said, self._by) if said else None


def _as_written(said: str, among: Collection[str]) -> str | None:
    """The policy's own word, whatever blanks it holds and however it writes its accents."""
    return said if said in among else next((word for word in among if tidy(word) == said), None)
