"""Disks and folders, and the policy file beside what is in force."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from stat import S_ISLNK, S_IWOTH

from adapters.policyfile import Severity
from adapters.policyfile.linting import judged, means_of
from adapters.policyfile.loading import load, unchanged
from adapters.wording import Wording
from bot.doctoring.database import Examined
from bot.doctoring.figures import spelt
from bot.doctoring.finding import Finding, fine, skipped, unwise, wrong
from bot.record.keeper import CHECKPOINTS
from bot.settings import Settings, Unusable

FULL, NEARLY_FULL = 100_000_000, 1_000_000_000  # bytes that are free
CHECKPOINT_OLD = timedelta(hours=2)  # one is written each hour
LINT = "`stige policy lint` says where"


def disk_checked(what: str, folder: Path) -> Finding:
    check = f"disk.{what}"
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    try:
        free = shutil.disk_usage(there).free
    except OSError as fault:
        return wrong(check, f"the folder of the {what} cannot be looked at: {fault.strerror}", "mend its rights")
    shown = f"{free // 1_000_000} MB are free for the {what}"
    if free < FULL:
        return wrong(check, f"only {shown}", "make room: what cannot be written is not promised to anybody")
    return unwise(check, f"only {shown}", "make room") if free < NEARLY_FULL else fine(check, shown)


def record_checked(folder: Path, now: datetime) -> Finding:
    """A running Stige writes a checkpoint each hour."""
    check = "record"
    try:
        files = {one.name: one.lstat() for one in (folder, *folder.iterdir())}
    except FileNotFoundError:
        return unwise(
            check,
            f"the folder {folder} of STIGE_RECORD is not there",
            "see whether its disk is mounted; a new one is made by `stige run`",
        )
    except OSError as fault:
        return wrong(check, f"the folder of STIGE_RECORD cannot be read: {fault.strerror}", "mend its rights")
    if open_to_all := sorted(name for name, its in files.items() if not S_ISLNK(its.st_mode) and its.st_mode & S_IWOTH):
        message = f"everybody on this machine may write to {', '.join(open_to_all)} of STIGE_RECORD"
        return wrong(check, message, "take that right away (`chmod o-w`), then say `stige audit verify`")
    if CHECKPOINTS not in files:
        return unwise(check, "no checkpoint of the record was ever written", "let `stige run` go on for an hour")
    age = now - datetime.fromtimestamp(files[CHECKPOINTS].st_mtime, UTC)
    if age > CHECKPOINT_OLD:
        return wrong(check, f"the last checkpoint of the record is {spelt(age)} old", "see the log of `stige run`")
    return fine(check, f"the last checkpoint was written {spelt(max(age, timedelta()))} ago")


def policy_checked(settings: Settings, seen: Examined, now: datetime) -> Iterator[Finding]:
    """What lint says today of the version in force, and whether the file is another."""
    if seen.policy is None or seen.source is None:
        return
    yield _linted(settings, seen.source, now)
    if settings.policy:
        yield _file(settings.policy, seen.policy.rules.version)


def _linted(settings: Settings, source: bytes, now: datetime) -> Finding:
    folder = Path(settings.policy).parent if settings.policy else None
    wording = Wording(str, "en", lambda: now)
    faults = judged(source, directory=folder, means=means_of(settings), at=now, wording=wording)
    errors = sum(fault.severity is Severity.ERROR for fault in faults)
    if errors:
        return wrong("policy.lint", f"lint finds {errors} errors in the version in force", LINT)
    if faults:
        return unwise("policy.lint", f"lint finds {len(faults)} warnings in the version in force", LINT)
    return fine("policy.lint", "lint finds nothing in the version in force")


def _file(path: str, version: str) -> Finding:
    check = "policy.file"
    try:
        same = unchanged(path, version)
        if same is None:
            same = load(path)[0].rules.version == version
    except Unusable as fault:
        return unwise(check, str(fault).partition("\n")[0], "the version in force rules on; mend the file")
    if not same:
        return unwise(
            check, "STIGE_POLICY differs from the version in force", "if it is to be, say `stige policy activate`"
        )
    return fine(check, "STIGE_POLICY is the version in force")


def no_policy_file(settings: Settings) -> Finding:
    if settings.policy and not Path(settings.policy).is_file():
        return wrong(
            "settings.policy", f"STIGE_POLICY is {settings.policy}, which is not there", "write it, or unset it"
        )
    return fine("settings.policy", settings.policy) if settings.policy else skipped("settings.policy", "not set")
