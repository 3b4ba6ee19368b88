"""Why a calendar that Stige subscribes to cannot be read: a word of ours, and where one helps a detail that no
catalogue can know, such as a number or a host. Kept as one line, so that it is worded for whoever reads it."""

from enum import StrEnum


class Trouble(StrEnum):
    NOT_ALLOWED = "not_allowed"
    TOO_LARGE = "too_large"
    NO_ANSWER = "no_answer"
    NOT_REACHED = "not_reached"
    MOVED = "moved"
    HTTP = "http"
    NO_FOLDER = "no_folder"
    NOT_ICS = "not_ics"
    NOT_BESIDE = "not_beside"
    FILE_UNREADABLE = "file_unreadable"
    FAILED = "failed"
    EMPTY = "empty"
    NO_CALENDAR = "no_calendar"
    CUT_OFF = "cut_off"
    TOO_MANY = "too_many"
    NO_BEGINNING = "no_beginning"
    ENDS_FIRST = "ends_first"
    TOO_OFTEN = "too_often"
    NO_TIME = "no_time"
    NO_ZONE = "no_zone"
    TOO_LONG = "too_long"
    TOO_MUCH_MEMORY = "too_much_memory"
    NOT_UNDERSTOOD = "not_understood"
    NAMES_TOO_MUCH = "names_too_much"

    def about(self, detail: object) -> str:
        """As it is kept."""
        return f"{self} {detail}"


def told_apart(kept: str) -> tuple[Trouble | None, str]:
    """The word and its detail; None for a line that is none of ours."""
    word, _, detail = kept.partition(" ")
    return (Trouble(word), detail) if word in set(Trouble) else (None, kept)
