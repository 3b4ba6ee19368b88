"""A policy file from disk at start: read and checked, or one text that says every fault with its line."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from adapters.policyfile import Fault, PolicyFaults, Severity, default_source, read_policy
from adapters.policyfile.document import normalised
from adapters.policyfile.linting import judged
from adapters.wording import Wording
from bot.lint.finding import Means
from bot.policy.policy import Policy
from bot.settings import Unusable

IMPORTS = b"import"


def load(path: str) -> tuple[Policy, bytes]:
    source = _source(path)
    return _checked(source, Path(path).parent), source


def load_sound(path: str, means: Means, at: datetime) -> tuple[Policy, bytes]:
    """One that may count: lint finds no error in it either."""
    policy, source = load(path)
    wording = Wording(str, "en", lambda: at)
    faults = judged(source, directory=Path(path).parent, means=means, at=at, wording=wording)
    _refuse([fault for fault in faults if fault.severity is Severity.ERROR])
    return policy, source


def _source(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as fault:
        raise Unusable(f"STIGE_POLICY is {path}, which cannot be read: {fault.strerror}.") from None


def unchanged(path: str, version: str) -> bool | None:
    """Whether the file still says what that version says, without parsing it; None where people are imported, of whom
    only the parsed file tells. Raises `Unusable` where it cannot be read."""
    source = normalised(_source(path))
    return None if IMPORTS in source else sha256(source).hexdigest() == version


def shipped() -> tuple[Policy, bytes]:
    source = default_source()
    return _checked(source, None), source


def _checked(source: bytes, directory: Path | None) -> Policy:
    try:
        return read_policy(source, directory=directory)
    except PolicyFaults as refused:
        _refuse(refused.faults)
        raise


def _refuse(faults: Sequence[Fault]) -> None:
    if faults:
        listed = "\n".join(f"  line {f.line}, column {f.column}: {f.message}" for f in faults)
        raise Unusable(f"The policy has errors, so Stige does not start:\n{listed}") from None
