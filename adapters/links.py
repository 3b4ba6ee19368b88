"""Signed links by which somebody on no chat answers a message: each names a person, a case and the message (S21)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from itsdangerous import BadData, URLSafeTimedSerializer

from bot.messages.shown import Card
from bot.people.identity import Reader

GOOD_FOR = timedelta(days=7)
PATH = "/answer"
SALT = "stige answer link v1"
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Link:
    """What a good link says. Whether its person may read the case is asked when it is opened."""

    person: str
    case_id: str
    message: str


class Links:
    """`secrets` as in STIGE_SECRET_KEY: the first signs, all are believed."""

    def __init__(self, base_url: str, secrets: Sequence[str]) -> None:
        self._base_url = base_url.rstrip("/")
        self._signer = URLSafeTimedSerializer(list(reversed(secrets)), salt=SALT)

    def to(self, link: Link) -> str:
        token = self._signer.dumps([link.person, link.case_id, link.message])
        return f"{self._base_url}{PATH}/{token!s}"

    def read(self, token: str) -> Link | None:
        """None for one that nobody here signed, or that is too old."""
        if len(token) > LONGEST:
            return None
        try:
            said = self._signer.loads(token, max_age=int(GOOD_FOR.total_seconds()))
        except BadData:
            return None
        good = isinstance(said, list) and len(said) == 3 and all(isinstance(part, str) for part in said)
        return Link(*said) if good else None


def link_for(links: Links | None, card: Card, reader: Reader, message: str) -> str | None:
    """Only somebody of the company is given one."""
    if links is None or card.case_id is None or reader.person is None:
        return None
    return links.to(Link(reader.person, card.case_id, message))
