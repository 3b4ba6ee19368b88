"""Keys and what fills them in; sentences in the reader's language, zone and format out (R39, R40).

The catalogues are read once, at start. Nothing here escapes for a platform: whoever renders does that with the whole.
"""

import gettext
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import assert_never
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.units import format_unit

from bot.people.identity import Reader
from bot.words import Label, Name, Param, Say, Template, Text, WallTime, say

ENGLISH = "en"
PLACE = re.compile(r"\{(\w+)\}(\.?)")  # with the full stop behind it
ENDS = (".", "!", "?", "…")
UNITS = (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))


class Wording:
    """`names` gives the shown name for the id of a person, place, vendor or customer; `now` is the wall clock.
    `default_language` may change, with the policy in force."""

    def __init__(
        self, names: Callable[[str], str], default_language: str | Callable[[], str], now: Callable[[], datetime]
    ) -> None:
        self._names, self._now = names, now
        self._language_of_the_file = default_language
        self._catalogues = catalogues()

    @property
    def _default_language(self) -> str:
        language = self._language_of_the_file
        return language if isinstance(language, str) else language()

    def sentence(self, say: Say, reader: Reader) -> str:
        """Braces in what fills a place are text like any other. A place that nothing fills stays visible."""
        values = dict(say.params)
        template = self._template(say.key, values.get("count"), reader)
        return PLACE.sub(lambda place: self._filled(place, values, reader), template)

    def param(self, value: Param, reader: Reader) -> str:  # noqa: C901  one arm a kind
        match value:
            case Say():
                return self.sentence(value, reader)
            case Text():
                return value.body or self.sentence(say("text.erased"), reader)
            case Label():
                return value.read(self._language(reader), self._default_language)
            case Template():
                return self._written(value, reader)
            case Name():
                return self._names(value.id)
            case str():
                return str(value)
            case datetime():
                return self._moment(value, reader)
            case WallTime(at, timezone):
                return format_time(_local(at, timezone), "short", locale=self._locale(reader))
            case timedelta():
                return _span(value, self._locale(reader))
            case int() if 0 <= value < 1000:
                return str(int(value))  # which no language writes otherwise
            case int() | float():
                return format_decimal(value, locale=self._locale(reader))
            case tuple():
                return format_list([self.param(one, reader) for one in value], locale=self._locale(reader))
            case _:
                assert_never(value)

    def _written(self, template: Template, reader: Reader) -> str:
        """For whom it is for, where that is somebody else."""
        language, timezone = template.language or reader.language, template.timezone or reader.timezone
        person = None if template.zone_named else reader.person
        whose = replace(reader, person=person, language=language, timezone=timezone)
        if isinstance(template.text, str):
            return self.sentence(Say(template.text, template.values), whose)
        values, text = dict(template.values), self.param(template.text, whose)
        return PLACE.sub(lambda place: self._filled(place, values, whose), text)

    def _filled(self, place: re.Match[str], values: Mapping[str, Param], reader: Reader) -> str:
        """What ends a sentence of its own gets no second full stop."""
        name, stop = place.groups()
        if name not in values:
            return place.group()
        value = self.param(values[name], reader)
        return value if value.endswith(ENDS) else value + stop

    def _template(self, key: str, count: Param | None, reader: Reader) -> str:
        """A key that no catalogue knows is shown as itself, in brackets; a test sees to it that there is none."""
        catalogue = self._catalogues[self._written_in(reader)]
        found = catalogue.ngettext(key, key, count) if isinstance(count, int) else key
        found = catalogue.gettext(key) if found == key else found
        return f"[{key}]" if found == key else found

    def _language(self, reader: Reader) -> str:
        return reader.language.replace("_", "-") or self._default_language

    def _written_in(self, reader: Reader) -> str:
        """The reader's language, else its base, else English."""
        language = self._language(reader)
        return next((known for known in (language, language.split("-")[0]) if known in self._catalogues), ENGLISH)

    def _locale(self, reader: Reader) -> Locale:
        """That of the sentence, so that an English sentence has English days; in the reader's own variety of it."""
        return _locale(self._language(reader), self._written_in(reader))

    def _moment(self, at: datetime, reader: Reader) -> str:
        zone, locale = _zone(reader.timezone), self._locale(reader)
        local, today = _local(at, reader.timezone), self._now().astimezone(zone).date()
        shown = self.sentence(_with_day(local, (local.date() - today).days, local.year == today.year, locale), reader)
        if reader.person is not None:
            return shown
        # The readers of a room are in several zones.
        return self.sentence(say("moment.in_zone", moment=shown, zone=at.astimezone(zone).strftime("%Z")), reader)


@lru_cache(maxsize=1)
def catalogues() -> Mapping[str, gettext.GNUTranslations]:
    """By language; what one lacks is taken from the English one."""
    found = {file.name.removesuffix(".po"): file.read_bytes() for file in files("adapters.locale").iterdir()
             if file.name.endswith(".po")}  # fmt: skip
    compiled = {language: _compiled(source, language) for language, source in found.items()}
    for language, catalogue in compiled.items():
        if language != ENGLISH:
            catalogue.add_fallback(compiled[ENGLISH])
    return compiled


def spoken() -> Mapping[str, str]:
    """The languages of the catalogues by code, each by its own name."""
    return {code: str(Locale.parse(code, sep="-").get_display_name()) for code in sorted(catalogues())}


def _compiled(source: bytes, language: str) -> gettext.GNUTranslations:
    target = BytesIO()
    write_mo(target, read_po(BytesIO(source), locale=language.replace("-", "_"), abort_invalid=True))
    return gettext.GNUTranslations(BytesIO(target.getvalue()))


@lru_cache(maxsize=256)
def _locale(language: str, written_in: str) -> Locale:
    """Plain English is written the international way: 24 hours, the day before the month."""
    wanted = language if language.split("-")[0] == written_in.split("-")[0] else written_in
    try:
        return Locale.parse("en-GB" if wanted == ENGLISH else wanted, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en-GB" if written_in == ENGLISH else written_in, sep="-")


@lru_cache(maxsize=256)
def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return UTC


def _local(at: datetime, timezone: str) -> datetime:
    """Without its zone, or babel would move it."""
    return at.astimezone(_zone(timezone)).replace(tzinfo=None)


def _with_day(local: datetime, days_ahead: int, this_year: bool, locale: Locale) -> Say:
    """The day is said only when it is not today, the year only when it is not this one."""
    clock = format_time(local, "short", locale=locale)
    if days_ahead == 0:
        return say("moment.today", time=clock)
    if 0 < days_ahead < 7:
        return say("moment.weekday", day=format_date(local, "EEEE", locale=locale), time=clock)
    skeleton = "MMMEd" if this_year else "yMMMEd"
    return say("moment.date", day=format_skeleton(skeleton, local, locale=locale), time=clock)


def _span(span: timedelta, locale: Locale) -> str:
    """Its two largest units: "1 hour 30 minutes"."""
    left = round(abs(span.total_seconds()))
    counts: list[tuple[str, int]] = []
    for unit, seconds in UNITS:
        count, left = divmod(left, seconds)
        if count or counts:
            counts.append((unit, count))
    told = [(unit, count) for unit, count in counts[:2] if count] or [("minute", 0)]
    words = [format_unit(count, f"duration-{unit}", locale=locale) for unit, count in told]
    return format_list(words, style="unit-narrow", locale=locale)
