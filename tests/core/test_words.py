"""What people read: labels in the reader's language, sentences by key; spans with their units."""

from datetime import timedelta

from bot.durations import Duration, days, hours, minutes
from bot.words import Label, Say, say


def test_a_label_is_read_in_the_readers_language_else_the_files_else_the_first() -> None:
    label = Label((("fr", "bonjour"), ("en", "hello"), ("da", "hej")))
    assert [label.read(language) for language in ("da", "da-DK", "zh", "fr")] == ["hej", "hej", "hello", "bonjour"]
    assert label.read("zh", fallback="nb") == "bonjour"


def test_a_label_in_no_language_fits_every_reader() -> None:
    assert Label.plain("HR").read("zh") == "HR"


def test_a_sentence_is_its_key_and_what_fills_it() -> None:
    assert say("greets", who="ana", count=2) == Say("greets", (("who", "ana"), ("count", 2)))


def test_a_span_keeps_its_units_and_elapsed_counts_a_day_as_24_hours() -> None:
    assert Duration(timedelta(minutes=5), days=1, weeks=1).elapsed == timedelta(days=8, minutes=5)
    assert (minutes(90).elapsed, hours(1.5).elapsed, days(2).elapsed) == (
        timedelta(minutes=90),
        timedelta(minutes=90),
        timedelta(days=2),
    )
