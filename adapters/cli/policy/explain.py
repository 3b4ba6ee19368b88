"""`stige policy explain`: a policy file in plain words, and a picture of a ladder."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from adapters.cli.policy.lint import File, shown
from adapters.cli.policy.simulate import policy_in
from adapters.cli.policy.stated import CaseReader, from_json, moment
from adapters.cli.saying import AsJson, carry_out, fail, write
from adapters.cli.work import Work
from adapters.names import named
from adapters.pictures.drawing import SUFFIXES, drawn
from adapters.policyfile.faults import Found
from adapters.wording import Wording, catalogues
from bot.cases.facts import Handover, Item
from bot.changing import replace
from bot.explaining.cases import Imagined, explain_case
from bot.explaining.overview import explain_policy
from bot.explaining.part import Explanation, Part
from bot.explaining.paths import path_part
from bot.explaining.priorities import one_priority_part
from bot.explaining.rungs import rungs_of
from bot.explaining.types import explain_type
from bot.messages.templates import previews
from bot.people.identity import Reader
from bot.policy.policy import Policy
from bot.trying.simulate import SOMEBODY, Trial, everybody_there
from bot.words import Param, Text, say

PathId = Annotated[str | None, typer.Option("--path", metavar="ID", help="One path.")]
Priority = Annotated[str | None, typer.Option("--priority", metavar="NAME", help="One priority; narrows the others.")]
Type = Annotated[str | None, typer.Option("--type", metavar="ID", help="One type: its paths and their ladders.")]
CaseJson = Annotated[
    str | None, typer.Option("--case", metavar="JSON", help="One case as a JSON object, or @file.json.")
]
At = Annotated[str | None, typer.Option("--at", metavar="ISO", help="At what time, for who is on duty; left out: now.")]
Language = Annotated[str | None, typer.Option("--language", help="In which language; left out: the file's.")]
Picture = Annotated[Path | None, typer.Option("--picture", help="Draw the ladder of --path into this .svg or .png.")]


Templates = Annotated[bool, typer.Option("--templates", help="What each template comes to, for a made-up case.")]


def explanation(app: typer.Typer, _: Work) -> None:
    @app.command("explain")
    def command(
        file: File,
        path: PathId = None,
        priority: Priority = None,
        type_: Type = None,
        case: CaseJson = None,
        at: At = None,
        as_json: AsJson = False,
        language: Language = None,
        picture: Picture = None,
        templates: Templates = False,
    ) -> None:
        """Say in plain words who is asked, when and why: the whole policy, or one path, priority, type or case."""
        policy = policy_in(file)
        _check_picture(picture, path)
        asked = Asked(policy, _at(at, policy), path, priority, type_, case)
        asked.check()
        speech = Speech(policy, asked.at, _known("language", language, catalogues()) or policy.rules.language)
        parts = _filled_templates(asked) if templates else carry_out(asked.explained)
        typer.echo(json.dumps(speech.in_json(parts), indent=2, ensure_ascii=False) if as_json else speech.said(parts))
        if picture:
            _draw(picture, asked, speech)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants explained."""

    policy: Policy
    at: datetime
    path: str | None
    priority: str | None
    type: str | None
    case: str | None

    def check(self) -> None:
        rules = self.policy.rules
        _known("path", self.path, [path.id for path in rules.paths])
        _known("priority", self.priority, rules.priority.names)
        _known("type", self.type, rules.types)
        if self.case and (self.path or self.priority or self.type):
            fail("--case says itself what it is; leave out --path, --priority and --type.")

    def explained(self) -> Explanation:
        priorities = (self.priority,) if self.priority else None
        types = (self.type,) if self.type else None
        rules = self.policy.rules
        if self.case:
            return self._one_case(self.case)
        if self.path:
            return (path_part(rules.path(self.path), self.policy, self.at, types, priorities),)
        if self.type:
            return explain_type(rules.types[self.type], self.policy, self.at, priorities)
        if self.priority:
            ladders = (path_part(path, self.policy, self.at, None, priorities) for path in rules.paths)
            return (one_priority_part(self.priority, rules), *(part for part in ladders if part.parts))
        return explain_policy(self.policy, self.at)

    def _one_case(self, case: str) -> Explanation:
        """With everybody there, as a simulation has it."""
        stated = CaseReader(self.policy, self.at).case(from_json(case, "--case"))
        trial = Trial(stated.facts, self.at, stated.said, stated.reporter, stated.region)
        by = stated.reporter or SOMEBODY
        texts = {item: Text(body, by) for item, body in stated.said.items()}
        fields = tuple((item, text) for item, text in texts.items() if item not in set(Item))
        given = Handover(
            texts.get(Item.SUMMARY, Text("", by)), texts.get(Item.STEPS), help=texts.get(Item.HELP), fields=fields
        )
        policy = replace(self.policy, roster=everybody_there(self.policy.roster, trial))
        return explain_case(Imagined(stated.facts, given, by, self.at), policy)


def _filled_templates(asked: Asked) -> Explanation:
    filled = previews(asked.policy.rules, asked.policy.roster, asked.at)
    return tuple(Part(say("explain.template", name=name), (say("row.item", item=text),)) for name, text in filled)


def _at(at: str | None, policy: Policy) -> datetime:
    return carry_out(lambda: moment(at, policy.rules.timezone, "--at")) if at else datetime.now(UTC)


def _known(option: str, word: str | None, words: Collection[str]) -> str | None:
    """Ends with exit code 2 where the word is none of them."""
    if word is not None and word not in words:
        hint = Found().near_miss(word, words) or f" It has {', '.join(words)}."
        fail(shown(f"--{option}: there is no {option} {word!r}.{hint}"))
    return word


class Speech:
    """An explanation in one language."""

    def __init__(self, policy: Policy, at: datetime, language: str) -> None:
        self._wording = Wording(lambda thing: named(thing, policy.roster) or thing, policy.rules.language, lambda: at)
        self._reader = Reader("", language, policy.rules.timezone)

    def said(self, parts: Explanation) -> str:
        return "\n".join(self._lines(parts, 0)).strip("\n")

    def _lines(self, parts: Explanation, depth: int) -> Iterator[str]:
        for part in parts:
            heading = self.lines(part)[0]
            yield from ("", f"{'  ' * depth}{heading}")
            if depth == 0:
                yield "=" * len(heading)
            yield from (f"{'  ' * depth}- {line}" for line in self.lines(part)[1:])
            yield from self._lines(part.parts, depth + 1)

    def in_json(self, parts: Explanation) -> list[dict[str, object]]:
        return [
            {"heading": self.lines(part)[0], "lines": self.lines(part)[1:], "parts": self.in_json(part.parts)}
            for part in parts
        ]

    def lines(self, part: Part) -> list[str]:
        """The heading, and what stands under it."""
        return [shown(self._wording.sentence(said, self._reader)) for said in (part.heading, *part.lines)]

    def word(self, value: Param) -> str:
        return shown(self._wording.param(value, self._reader))


def _check_picture(picture: Path | None, path: str | None) -> None:
    if picture and picture.suffix.lower() not in SUFFIXES:
        fail(f"--picture wants a name that ends in {' or '.join(SUFFIXES)}.")
    if picture and path is None:
        fail("--picture draws one ladder: say which with --path.")


def _draw(picture: Path, asked: Asked, speech: Speech) -> None:
    from adapters.pictures.ladder import Ladder

    priorities = (asked.priority,) if asked.priority else None
    rungs = rungs_of(asked.policy.rules.path(asked.path or ""), asked.policy, asked.at, priorities)
    write(picture, carry_out(lambda: drawn(Ladder(rungs, speech.word).chart(), picture.suffix)))
