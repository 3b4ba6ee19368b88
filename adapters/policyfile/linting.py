"""A policy file judged as a whole: what reading finds, and, in a file that can be read, what lint finds (S43, S44)."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from adapters.policyfile.document import Node
from adapters.policyfile.faults import Fault, PolicyFaults
from adapters.policyfile.places import locate
from adapters.policyfile.policy import read_document
from adapters.wording import Wording
from bot.lint.finding import Finding, Means
from bot.lint.lint import lint
from bot.people.identity import Reader
from bot.settings import Settings


def judged(
    source: bytes, *, directory: Path | None, means: Means, at: datetime, wording: Wording, language: str = "en"
) -> Sequence[Fault]:
    """In the order of the file, whatever the bytes are. In a file that cannot be read, what reading found alone.

    `directory` is where the file lies; `language` is the reader's.
    """
    try:
        policy, root = read_document(source, directory)
    except PolicyFaults as refused:
        return refused.faults
    # Times are those of the file, with its zone said.
    reader = Reader(None, language, policy.rules.timezone)
    findings = lint(policy, means, at)
    return sorted({_fault(finding, root, wording, reader) for finding in findings})


def means_of(settings: Settings) -> Means:
    """What this installation has for a policy to use."""
    return Means(bool(settings.smtp_url), frozenset(host.lower() for host in settings.outbound_hosts))


def _fault(finding: Finding, root: Node, wording: Wording, reader: Reader) -> Fault:
    line, column, inside = locate(root, finding.place)
    told = wording.sentence(finding.sentence, reader)
    message = f"{inside}: {told}" if inside else told
    return Fault(line, column, finding.severity, finding.code, message)
