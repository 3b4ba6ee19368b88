"""What the page sends, held against its shape. Anything else is malformed, and nothing happens."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, ValidationError

from bot.cases.verbs import Press

COMMAND = "/escalate"
LARGEST_BODY = 1024 * 1024  # bytes; a form with every item at its longest fits, in any script


class Malformed(Exception):
    """Not something that our page sends."""


def _typed_by_a_person(text: str) -> str:
    if "\0" in text:
        raise ValueError("no text that a person types")
    return text


def _press(packed: object) -> Press:
    press = Press.unpacked(packed) if isinstance(packed, str) and len(packed) <= 300 else None
    if press is None:
        raise ValueError("no button of ours")
    return press


Text = Annotated[str, AfterValidator(_typed_by_a_person)]
Name = Annotated[Text, Field(min_length=1, max_length=100)]
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{8,64}$")]
Answers = Annotated[list[Annotated[Text, Field(max_length=10_000)]], Field(max_length=100)]


class _Sent(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    @classmethod
    def read(cls, body: bytes) -> Self:
        try:
            return cls.model_validate_json(body)
        except ValidationError as fault:
            raise Malformed(f"{fault.error_count()} faults in {cls.__name__}") from fault


class Doing(_Sent):
    """`who` is the person played, `key` names this one doing."""

    who: Name
    key: Key

    @property
    def delivery(self) -> str:
        return f"sandbox:{self.who}:{self.key}"


class Typed(Doing):
    """`file` is the content of a text file that was sent with the line."""

    line: Annotated[Text, Field(min_length=1, max_length=4000)]
    file: Annotated[str, Field(max_length=260_000)] | None = None

    @property
    def command(self) -> str | None:
        """What stands behind "/escalate"; None for a line that is no command."""
        word, *rest = self.line.split(maxsplit=1) or [""]
        return " ".join(rest).strip() if word.casefold() == COMMAND else None


class Pressed(Doing):
    press: Annotated[Press, PlainValidator(_press)]


class Submitted(Pressed):
    values: Annotated[dict[Name, Answers], Field(max_length=60)]

    def answers(self) -> dict[str, tuple[str, ...]]:
        return {name: tuple(given) for name, given in self.values.items()}


class Stop(StrEnum):
    """Where the clock can be wound to."""

    MINUTE = "minute"
    QUARTER = "quarter"
    HOUR = "hour"
    NEXT = "next"
    MORNING = "morning"


class Wound(_Sent):
    who: Name
    to: Stop


class Forgotten(_Sent):
    """Starting over asks for nothing."""
