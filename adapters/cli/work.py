"""What the commands need of the rest, handed in by the composition root."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.copies import Copied, PutBack
from bot.doctoring.finding import Finding
from bot.ports import Store
from bot.record.erasing import Erasure
from bot.record.findings import Progress, Verdict
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Work:
    """What the commands do. Each raises `Unusable` with a sentence where it cannot.

    `run` and `sandbox` serve until they are stopped. `slack_manifest` gives YAML; `teams_package` a zip for a base URL
    and an app id. `store` opens the live database; whoever asks for it closes it. `back_up` copies it to a file,
    `restore` puts such a file back, or takes care of what was put back already. `doctor` changes nothing.
    `audit` verifies the record. `look_for` finds what there is of a person, who is also called by the words given, and
    `erase` takes that away.
    """

    run: Callable[[Settings], None]
    sandbox: Callable[[Settings], None]
    slack_manifest: Callable[[Settings], str]
    teams_package: Callable[[Settings], bytes]
    store: Callable[[Settings], Store]
    back_up: Callable[[Settings, Path], Copied]
    restore: Callable[[Settings, Path | None, bool], PutBack]
    doctor: Callable[[Settings], Sequence[Finding]]
    audit: Callable[[Settings, Progress], Verdict]
    look_for: Callable[[Settings, str, Sequence[str], Progress], Erasure]
    erase: Callable[[Settings, Erasure], None]
