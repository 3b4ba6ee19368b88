"""The small things that keys of a policy file hold, as JSON Schema: durations, targets, conditions, texts."""

from adapters.policyfile.conditions import CALENDARS, NUMBERS, WORDS
from adapters.policyfile.durations import UNITS
from adapters.policyfile.names import REASONS
from adapters.policyfile.times import WEEKDAYS
from bot.people.targets import Party
from bot.policy.rules import Audience

Json = dict[str, "Json | list[Json] | str | int | bool | list[str]"]

ID = r"^[^\s!-,./:-@\[-\^`{-~]{1,64}$"
LANGUAGE = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
PERCENT = r"^(?!0+(\.0+)?\s?%)[0-9]{1,2}(\.[0-9]{1,3})?\s?%$"
CLOCK = "([01]?[0-9]|2[0-3]):[0-5][0-9]"
DATE = "(19[7-9]|20[0-9]|21[0-9])[0-9]-[0-9]{2}-[0-9]{2}"
DAY = f"({'|'.join(WEEKDAYS)})"
DAYS = rf"^({DAY}(-{DAY})?|({DATE}|[0-9]{{2}}-[0-9]{{2}})(\.\.({DATE}|[0-9]{{2}}-[0-9]{{2}}))?)$"
TIMES = rf"{CLOCK}\s*-\s*({CLOCK}|24:00)"

NAMED = ("person", "team", "coordinator_of", "on_call", "next_on_call", "place", "vendor", "manager_of")

# Plain words of YAML that look like numbers or switches are texts where a text is wanted.
SCALAR: Json = {"type": ["string", "number", "boolean"]}
WORD: Json = {**SCALAR, "maxLength": 64, "minLength": 1}
TEXT: Json = {**SCALAR, "maxLength": 4000, "minLength": 1}
BOOLEAN: Json = {"type": "boolean"}
NUMBER: Json = {"type": "integer", "minimum": 1}


def spans(units: str) -> str:
    """Larger units first, above zero."""
    return "^(?=.*[1-9])" + "".join(f"([0-9]{{1,{UNITS[unit]}}}{unit})?" for unit in units) + "$"


def pattern(regex: str) -> Json:
    return {"type": "string", "pattern": regex}


def ref(name: str) -> Json:
    return {"$ref": f"#/$defs/{name}"}


def words(*closed: str) -> Json:
    return {"enum": list(closed)}


def either(*choices: Json) -> Json:
    return {"anyOf": list(choices)}


def any_of(*keys: str) -> Json:
    """One or more of the keys."""
    return {"anyOf": [_with(key) for key in keys]}


def one_of(*keys: str) -> Json:
    """One of the keys alone."""
    return {"oneOf": [_with(key) for key in keys]}


def _with(key: str) -> Json:
    return {"required": [key]}


def some(item: Json, least: int = 0) -> Json:
    """A list; one of one may stand without brackets."""
    return either(item, {"type": "array", "items": item, "minItems": least})


def section(entry: Json) -> Json:
    """Entries by their ids."""
    return {"type": "object", "propertyNames": {"pattern": ID}, "additionalProperties": entry}


WHEN: Json = {
    "type": "object",
    "description": "What a line asks of a case: all keys must fit, of several words one is enough, {} fits every case.",
    "properties": {
        **{fact: some(WORD, 1) for fact in (*WORDS, "flags", *CALENDARS)},
        "audience": some(words(*Audience), 1),
        "complexity": some(words("simple", "complex"), 1),
        "reason": some(words(*REASONS), 1),
        **{fact: pattern(r"^(<=|>=|<|>)\s*[0-9a-z]{1,32}$") for fact in NUMBERS},
    },
    "additionalProperties": some(WORD, 1),
}
TARGET: Json = {
    "type": "object",
    "description": "Whom a line names: one key, as {person: …} or {team: …}.",
    "properties": {
        **dict.fromkeys(NAMED, WORD),
        "customer": words("followers", "contact"),
        "case": words(*Party),
    },
    "additionalProperties": False,
    "minProperties": 1,
    "maxProperties": 1,
}
DEFINITIONS: dict[str, Json] = {
    "when": WHEN,
    "target": TARGET,
    "duration": {**pattern(spans("wdhms")), "description": "A duration: 90s, 15m, 1h30m, 3d, 1w; larger units first."},
    "keeping": {**pattern(spans("ywdhms")), "description": "A duration that may have years: 2y, 90d."},
    "percentage": {**pattern(PERCENT), "description": "A share of a clock: more than 0%, less than 100%."},
    "label": either(
        TEXT,
        {
            "type": "object",
            "propertyNames": {"pattern": LANGUAGE},
            "additionalProperties": TEXT,
            "minProperties": 1,
            "description": "One text per language.",
        },
    ),
    "days": {
        "type": "object",
        "propertyNames": {"pattern": DAYS},
        "additionalProperties": either(words("closed"), pattern(rf"^\s*{TIMES}(\s*,\s*{TIMES})*\s*$")),
        "description": 'Days or dates with their times: {mon-fri: "08:00-16:00", 12-24: closed}.',
    },
}
LABEL, TARGETS, DURATION = ref("label"), some(ref("target")), ref("duration")
SOMEBODY = some(ref("target"), 1)
PERCENTAGES = either(words("none"), some(ref("percentage")))
HANDOFF, MOMENT = pattern(rf"^({DAY} )?{CLOCK}$"), pattern(rf"^{DATE}([ T]{CLOCK})?$")
EMAIL, HTTPS = pattern(r"^[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}$"), pattern(r"^https://\S+$")
ZONE = pattern("^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$")
