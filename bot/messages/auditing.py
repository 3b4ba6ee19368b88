"""What operators read of the auditor's findings: how many of which kind. Which cases they are about, the log says: the
reader may not read them all."""

from collections import Counter
from collections.abc import Mapping, Sequence

from bot.findings import GRAVE, Noted, Wrong
from bot.messages.shown import Accent, Card, Row
from bot.words import Say, say

WHAT: Mapping[Wrong, Say] = {
    Wrong.UNREADABLE: say("audit.what.unreadable"),
    Wrong.CHAIN: say("audit.what.chain"),
    Wrong.FOLD: say("audit.what.fold"),
    Wrong.STILL: say("audit.what.still"),
    Wrong.TIMERS: say("audit.what.timers"),
    Wrong.MISSING: say("audit.what.missing"),
    Wrong.UNPROVED: say("audit.what.unproved"),
    Wrong.UNREPORTED: say("audit.what.unreported"),
    Wrong.OVERDUE: say("audit.what.overdue"),
    Wrong.STUCK_PAGE: say("audit.what.stuck_page"),
    Wrong.STUCK: say("audit.what.stuck"),
    Wrong.LEASE: say("audit.what.lease"),
    Wrong.RESTING: say("audit.what.resting"),
    Wrong.NOTICE: say("audit.what.notice"),
}


def findings_card(found: Sequence[Noted]) -> Card:
    still = Counter(finding.what for finding in found if finding.ended_at is None)
    ended = Counter(finding.what for finding in found if finding.ended_at)
    rows = (
        *(Row(WHAT[what], say("audit.row.open", count=count)) for what, count in sorted(still.items())),
        *(Row(WHAT[what], say("audit.row.ended", count=count)) for what, count in sorted(ended.items())),
    )
    if not still:
        headline = say("audit.ended", count=ended.total())
        return Card(headline, headline, Accent.DONE, body=rows, notes=(say("audit.where"),))
    headline = say("audit.found", count=still.total())
    accent = Accent.URGENT if any(what in GRAVE for what in still) else Accent.OPEN
    return Card(headline, headline, accent, body=rows, notes=(say("audit.where"),))
