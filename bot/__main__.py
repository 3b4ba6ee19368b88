"""The program `stige`. What a command does not need is not loaded for it: linting a file waits for no chat platform."""

from collections.abc import Sequence
from pathlib import Path

from adapters.cli import Work, program
from bot.copies import Copied, PutBack
from bot.doctoring.finding import Finding
from bot.ports import Store
from bot.record.erasing import Erasure
from bot.record.findings import Progress, Verdict
from bot.settings import Settings


def run(settings: Settings) -> None:
    from bot.composition import live

    live.run(settings)


def sandbox(settings: Settings) -> None:
    from bot.composition import sandbox

    sandbox.sandbox(settings)


def slack_manifest(settings: Settings) -> str:
    from bot.composition import manifests

    return manifests.slack_manifest(settings)


def teams_package(settings: Settings) -> bytes:
    from bot.composition import manifests

    return manifests.teams_package(settings)


def live_store(settings: Settings) -> Store:
    from bot.composition import live

    return live.live_store(settings)


def back_up(settings: Settings, to: Path) -> Copied:
    from bot.composition import copies

    return copies.back_up(settings, to)


def restore(settings: Settings, copied: Path | None, put_aside: bool) -> PutBack:
    from bot.composition import copies

    return copies.restore(settings, copied, put_aside)


def doctor(settings: Settings) -> Sequence[Finding]:
    from bot.composition import doctor

    return doctor.doctor(settings)


def audit(settings: Settings, progress: Progress) -> Verdict:
    from bot.composition import record

    return record.audit(settings, progress)


def look_for(settings: Settings, person: str, words: Sequence[str], progress: Progress) -> Erasure:
    from bot.composition import record

    return record.look_for(settings, person, words, progress)


def erase(settings: Settings, found: Erasure) -> None:
    from bot.composition import record

    record.erase(settings, found)


WORK = Work(
    run,
    sandbox,
    slack_manifest,
    teams_package,
    live_store,
    back_up,
    restore,
    doctor,
    audit,
    look_for,
    erase,
)


def main() -> None:
    program(WORK)()


if __name__ == "__main__":
    main()
