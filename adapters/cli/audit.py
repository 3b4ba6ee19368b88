"""`stige audit verify`: whether the record is what was written, and what nobody can know of it (R38)."""

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import typer

from adapters.cli.policy.past import has_database
from adapters.cli.saying import WRONG, AsJson, carry_out, fail
from adapters.cli.work import Work
from adapters.environment import settings
from bot.record.findings import Checkpoints, Fault, Verdict, What

MOST_LINES = 20
DO = (
    "What to do: change nothing. Keep a copy of the database and of the folder {folder}, find out who could write to "
    "them, and compare both with your backups."
)
SAYS: Mapping[What, str] = {
    What.EVENT_CHANGED: "{case}: event {seq} was changed, or a text that it refers to.",
    What.EVENT_MISSING: "{case}: event {seq} is missing.",
    What.EVENT_OUT_OF_ORDER: "{case}: event {seq} does not follow the one before: one was taken out, put in or moved.",
    What.UNKNOWN_KEY: "{case}: event {seq} is under a secret key that is not given, or that never was one.",
    What.TEXT_MISSING: "{case}: a text of event {seq} is missing.",
    What.TEXT_CHANGED: "{case}: where the text {about} of event {seq} stands was changed.",
    What.TEXT_ADDED: "{case}: the text {about} is one that no event refers to.",
    What.TEXT_LOCKED: "{case}: the text {about} of event {seq} does not open: its key or its author was changed.",
    What.TEXT_ERASED: "{case}: the text {about} of event {seq} is erased, and the ledger of erasures does not say so.",
    What.TEXT_KEPT: "The text {about} is in the ledger of erasures and not erased: start Stige, which makes it good.",
    What.WRITTEN_AT_CHANGED: "{case}: the time at which event {seq} was written was changed.",
    What.CASE_CHANGED: "{case}: the case is not what its events say: {about}.",
    What.READERS_CHANGED: "{case}: who may read it is not what its events say.",
    What.ASKED_CHANGED: "{case}: who is asked about it is not what its events say.",
    What.CASE_MISSING: "{case} is gone without a tombstone; a checkpoint knows it up to event {seq}.",
    What.CASE_BACK: "{case} was deleted by retention, and is there.",
    What.TOMBSTONE_CHANGED: "{case}: its tombstone was changed, or is not what a checkpoint says.",
    What.STRAY: "The table {about} has rows of no case.",
    What.COUNTER_BACK: "The counter of case numbers is behind {case}: numbers would be given again.",
    What.CHECKPOINT_CHANGED: "The file of checkpoints, line {seq}: {about}.",
    What.CHECKPOINTS_MISSING: "Checkpoints are missing: the database knows of one at {about}, later than all in the "
    "folder of STIGE_RECORD. See whether it is the right folder, and its disk is there.",
    What.EVENT_AFTER_CHECKPOINT: "{case}: event {seq} is another than a checkpoint says.",
    What.CASES_COUNTED: "There are {about} cases up to the last checkpoint.",
    What.EVENTS_COUNTED: "There are fewer events than the last checkpoint says.",
    What.LEDGER_CHANGED: "The ledger of erasures, line {seq}: {about}.",
}


def audit_commands(app: typer.Typer, work: Work) -> None:
    audit = typer.Typer(no_args_is_help=True)
    app.add_typer(audit, name="audit", help="Prove that the record is what was written.")

    @audit.callback()
    def about() -> None:
        """Prove that the record is what was written."""

    @audit.command()
    def verify(as_json: AsJson = False) -> None:
        """Read the whole record, and name the first thing that is not as it was written."""
        if not has_database():
            fail(no_database())
        found = carry_out(lambda: work.audit(settings(), Progress("cases")))
        typer.echo(json.dumps(facts(found), indent=2) if as_json else "\n".join(_lines(found, settings().record)))
        if not found.whole:
            raise typer.Exit(WRONG)


def no_database() -> str:
    return f"There is no database {settings().database_url}: see STIGE_DATABASE_URL."


class Progress:
    """On a terminal alone."""

    def __init__(self, what: str) -> None:
        self._what, self._shown = what, sys.stderr.isatty()

    def __call__(self, done: int, of: int) -> None:
        if self._shown:
            sys.stderr.write(f"\r{done} of {of} {self._what}" + ("\n" if done >= of else ""))
            sys.stderr.flush()


def facts(found: Verdict) -> dict[str, Any]:
    there = found.checkpoints
    times = ("last_at", "restored_at", "taken_at", "elsewhere_at")
    return {
        "whole": found.whole,
        "cases": found.cases,
        "events": found.events,
        "tombstones": found.tombstones,
        "erased_texts": found.erased,
        "checkpoints": {"count": there.count} | {name: _iso(getattr(there, name)) for name in times},
        "found": found.found,
        "faults": [
            {
                "what": fault.what.value,
                "case": fault.number,
                "seq": fault.seq,
                "about": fault.about,
                "says": _said(fault),
            }
            for fault in found.faults
        ],
        "cannot_know": list(cannot_know(found)),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _lines(found: Verdict, folder: str) -> Iterator[str]:
    looked = f"{found.cases} cases with {found.events} events, {found.tombstones} deleted by retention"
    if found.whole:
        yield f"The record is whole: {looked}."
    else:
        yield f"Wrong in {found.found} {'place' if found.found == 1 else 'places'}, of {looked}. The first:"
        yield from (f"  {_said(fault)}" for fault in found.faults[:MOST_LINES])
        if found.found > MOST_LINES:
            yield f"  and {found.found - MOST_LINES} more"
        yield DO.format(folder=folder)
    yield "What nobody can know from here:"
    yield from (f"  {sentence}" for sentence in cannot_know(found))


def cannot_know(found: Verdict) -> Iterator[str]:
    there = found.checkpoints
    if there.last_at is None:
        yield "There is no checkpoint: whether whole cases, or the last events of some, were taken away does not show."
    else:
        at = f"{there.last_at:%Y-%m-%d %H:%M}Z"
        yield f"The last checkpoint is of {at}: whether something written since was taken away again does not show."
    yield from _of_files(there)
    if found.erased:
        yield f"Texts that are erased: {found.erased}. That they were there is proven, what they said is gone."
    yield "Whoever has the secret key can write a record that looks whole: keep it, and copies of checkpoints, apart."


def _of_files(there: Checkpoints) -> Iterator[str]:
    if there.restored_at and there.taken_at:
        yield (
            f"The database was put back at {there.restored_at:%Y-%m-%d %H:%M}Z from a copy of "
            f"{there.taken_at:%Y-%m-%d %H:%M}Z: what was written between is lost, and earlier checkpoints are not held "
            "against it."
        )
    if there.unfinished:
        yield "The last line of the checkpoints broke off, as in a crash; it does not count."
    if there.elsewhere_at:
        yield f"Other folders have checkpoints too, the last of {there.elsewhere_at:%Y-%m-%d %H:%M}Z: look there, too."


def _said(fault: Fault) -> str:
    return SAYS[fault.what].format(case=f"ESC-{fault.number}", seq=fault.seq, about=fault.about)
