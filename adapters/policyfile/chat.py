"""A policy file that somebody sent in chat. It stands alone: no list of people lies beside it."""

from collections.abc import Sequence
from datetime import datetime

from adapters.policyfile import PolicyFaults, read_policy
from adapters.policyfile.linting import judged
from adapters.wording import Wording
from bot.desk.keeping import Unreadable
from bot.lint.finding import Means
from bot.messages.keeping import Remark
from bot.policy.policy import Policy


class ChatFiles:
    """Fulfils `bot.desk.keeping.PolicyFiles`."""

    def __init__(self, means: Means, wording: Wording) -> None:
        self._means, self._wording = means, wording

    @property
    def means(self) -> Means:
        return self._means

    def read(self, source: bytes) -> Policy:
        try:
            return read_policy(source)
        except PolicyFaults:
            raise Unreadable from None

    def judged(self, source: bytes, at: datetime, language: str) -> Sequence[Remark]:
        faults = judged(source, directory=None, means=self._means, at=at, wording=self._wording, language=language)
        return tuple(Remark(fault.line, fault.column, fault.severity, fault.message) for fault in faults)
