"""What may be typed behind `/escalate`: one table that makes the grammar, the help text and the manifests.

A command counts only when the whole line fits it ("show ESC-7"); any other line is the summary of a new case, so that
"policy breach at Acme" opens a form. `!` in front opens the case at once.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.clean import tidy
from bot.words import Say, say

LONGEST_NUMBER = 9
MOST_NAME_WORDS = 3
LONGEST_NAME = 80
CASE = re.compile(rf"(?:esc-|#)?([0-9]{{1,{LONGEST_NUMBER}}})", re.IGNORECASE)
NAME = re.compile(r"@?[^\s?!,;:]+")
OVERRIDE = re.compile(  # a mention arrives as a whole name, whose other words begin the span
    r"@(?P<person>[^\s?!;:]+)(?P<span>(?: .+?)??)(?: for @(?P<other>[^?!;:@]+?))?(?: in (?P<schedule>[^\s?!,;:]+))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class OpenForm:
    """`words` are the summary to begin with; empty opens the empty form."""

    words: str


@dataclass(frozen=True, slots=True)
class OpenAtOnce:
    words: str


@dataclass(frozen=True, slots=True)
class Help:
    pass


@dataclass(frozen=True, slots=True)
class ListCases:
    pass


@dataclass(frozen=True, slots=True)
class MyCases:
    pass


@dataclass(frozen=True, slots=True)
class ShowCase:
    number: int


@dataclass(frozen=True, slots=True)
class WhoIsOnCall:
    """`schedule` empty: all of them."""

    schedule: str = ""


@dataclass(frozen=True, slots=True)
class WhoIs:
    """A person, team or schedule, as somebody would name it."""

    name: str


@dataclass(frozen=True, slots=True)
class UpdateCase:
    """Say how a case goes; `words` are the update to begin with."""

    number: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class ExplainPolicy:
    """A type as somebody would name it; one that the policy does not know was the summary of a case. Empty: all."""

    type: str = ""


class Keeping(StrEnum):
    """What a policy keeper may want of the policy file that they send."""

    LINT = "lint"
    DIFF = "diff"
    ACTIVATE = "activate"


@dataclass(frozen=True, slots=True)
class KeepPolicy:
    """`words` are the reason for activating."""

    doing: Keeping
    words: str = ""


@dataclass(frozen=True, slots=True)
class SimulateCase:
    """`words` are of the policy; `at` is a time as people type it, empty for now."""

    words: tuple[str, ...] = ()
    at: str = ""


@dataclass(frozen=True, slots=True)
class AboutMe:
    """`words` say what of oneself is to change: "away fri 18:00 – mon 08:00", "back"; empty for a look at it all.
    Whether they name a time is for whoever knows the zone; if not, they were the summary of a case."""

    words: str = ""


@dataclass(frozen=True, slots=True)
class OverrideDuty:
    """Put somebody on duty for a while. `span` is as people type two times, names as they name people and schedules;
    empty all of them: a look at what stands."""

    person: str = ""
    span: str = ""
    instead_of: str = ""
    schedule: str = ""


@dataclass(frozen=True, slots=True)
class NotYet:
    """A command that a later version of Stige carries out."""

    name: str


Asked = (
    OpenForm
    | OpenAtOnce
    | Help
    | ListCases
    | MyCases
    | ShowCase
    | WhoIsOnCall
    | WhoIs
    | ExplainPolicy
    | KeepPolicy
    | UpdateCase
    | SimulateCase
    | AboutMe
    | OverrideDuty
    | NotYet
)
Parser = Callable[[str], Asked | None]


@dataclass(frozen=True, slots=True)
class Command:
    """`usage` is what follows the name; `parse` takes it and gives None where the line is no such command."""

    name: str
    usage: str
    example: str
    help: Say
    parse: Parser
    in_force: bool = True


def _alone(asked: Asked) -> Parser:
    return lambda rest: None if rest else asked


def _show(rest: str) -> Asked | None:
    number = case_number(rest)
    return ShowCase(number) if number is not None else None


def _oncall(rest: str) -> Asked | None:
    return WhoIsOnCall(rest.lstrip("@")) if not rest or _is_name(rest, 1) else None


def _who(rest: str) -> Asked | None:
    return WhoIs(rest.lstrip("@")) if _is_name(rest, MOST_NAME_WORDS) else None


def _update(rest: str) -> Asked | None:
    """A bare number could be the beginning of a summary, so the case is named as a case."""
    case, _, words = rest.partition(" ")
    number = case_number(case) if case.casefold().startswith(("esc-", "#")) else None
    return UpdateCase(number, words.strip()) if number is not None else None


def _policy(rest: str) -> Asked | None:
    doing, _, words = rest.partition(" ")
    if doing.casefold() in set(Keeping) and (not words or doing.casefold() == Keeping.ACTIVATE):
        return KeepPolicy(Keeping(doing.casefold()), words.strip())
    return ExplainPolicy(rest) if len(rest) <= LONGEST_NAME else None


def _simulate(rest: str) -> Asked | None:
    """Whether the words are the policy's is for whoever knows it."""
    words, _, at = (f" {rest}").partition(" at ")
    return SimulateCase(tuple(words.split()), at.strip()) if len(rest) <= LONGEST_NAME else None


def _me(rest: str) -> Asked | None:
    word, _, times = rest.casefold().partition(" ")
    fits = not rest or (word == "back" and not times) or word == "away"
    return AboutMe(rest) if fits and len(rest) <= LONGEST_NAME else None


def _override(rest: str) -> Asked | None:
    """As in "@one fri 18:00 – sat 08:00 for @another in network-on-call". Whether the times are some is for whoever
    knows the zone."""
    if not rest:
        return OverrideDuty()
    found = OVERRIDE.fullmatch(rest) if len(rest) <= 2 * LONGEST_NAME else None
    if found is None:
        return None
    return OverrideDuty(*((part or "").strip() for part in found.group("person", "span", "other", "schedule")))


def _later(name: str, fits: str) -> Parser:
    pattern = re.compile(fits, re.IGNORECASE)
    return lambda rest: NotYet(name) if pattern.fullmatch(rest) else None


def _is_name(text: str, most_words: int) -> bool:
    words = text.split()
    return len(text) <= LONGEST_NAME and 0 < len(words) <= most_words and all(NAME.fullmatch(word) for word in words)


COMMANDS: tuple[Command, ...] = (
    Command("help", "", "help", say("help.help"), _alone(Help())),
    Command("list", "", "list", say("help.list"), _alone(ListCases())),
    Command("mine", "", "mine", say("help.mine"), _alone(MyCases())),
    Command("show", "ESC-7", "show ESC-7", say("help.show"), _show),
    Command("oncall", "[schedule]", "oncall", say("help.oncall"), _oncall),
    Command("who", "name", "who @ana", say("help.who"), _who),
    Command("me", "[away … | back]", "me", say("help.me"), _me),
    Command("override", "[@name … – … for @name]", "override", say("help.override"), _override),
    Command("policy", "[type]", "policy", say("help.policy"), _policy),
    Command("simulate", "[words]", "simulate", say("help.simulate"), _simulate),
    Command("review", "", "review", say("help.review"), _later("review", ""), in_force=False),
    Command("drill", "", "drill", say("help.drill"), _later("drill", ""), in_force=False),
    Command("update", "ESC-7 [words]", "update ESC-7", say("help.update"), _update),
)
BY_NAME = {command.name: command for command in COMMANDS}


def read_line(line: str) -> Asked:
    """Every line means something: a command, or a case to be opened."""
    words = tidy(line)
    if words.startswith(("!", "！")):
        return _at_once(words[1:].strip())
    # Compatible forms are made one only to find a command: "ｈｅｌｐ" is one, and a summary stays as it was typed.
    name, _, rest = unicodedata.normalize("NFKC", words).partition(" ")
    command = BY_NAME.get(name.casefold())
    return (command.parse(rest.strip()) if command else None) or OpenForm(words)


def understood(line: str, by_ids: str) -> Asked:
    """`by_ids` is the line with the ids of people in place of the names by which it mentions them. A command is about
    those people, and no name can make one; the summary of a case keeps the names."""
    asked = read_line(by_ids)
    return asked if by_ids == line or isinstance(asked, WhoIs | OverrideDuty) else OpenForm(tidy(line))


def names_people(line: str) -> bool:
    """Whether it may be a command about people: at no cost."""
    return line.strip().partition(" ")[0].casefold() in ("who", "override")


def is_about_a_file(line: str) -> bool:
    """Whether a file that is sent with it is wanted."""
    return isinstance(read_line(line.removeprefix("/")), KeepPolicy)


def _at_once(words: str) -> Asked:
    """Nothing behind the mark is nothing to open a case with."""
    return OpenAtOnce(words) if any(character.isalnum() for character in words) else OpenForm(words)


def case_number(text: str) -> int | None:
    """ESC-7, esc-7, 7 or #7, in full-width forms too."""
    found = CASE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return int(found.group(1)) if found else None
