"""What must be so of pages that were merged: each is in a message that stands, or that is still owed (R21)."""

from collections.abc import Iterator
from typing import Any

from bot.messages.notice import Notice, NoticeTopic, Standing
from bot.storms.drawing import drawn
from tests.simulation.chats import Arrived
from tests.simulation.watching import Watching, sql

BUNDLES = "SELECT * FROM notices WHERE topic = 'bundle'"
BUNDLE = "SELECT * FROM notices WHERE topic = 'bundle' AND about = ?"
OF_NOTICE = (
    "SELECT outbox.*, cases.number FROM outbox JOIN cases ON cases.id = case_id "
    "JOIN notices ON about = bundle AND notices.topic = 'bundle' WHERE notices.id = ?"
)


class Storms(Watching):
    def what_was_merged_is_on_its_way_or_stands(self, page: Any) -> None:
        bundle = next(iter(self.rows(BUNDLE, page.bundle)), None)
        assert bundle, f"{page.kind} {page.id} was merged into nothing"
        if bundle.state == "waiting":
            assert bundle.owed_at, f"nobody brings {page.kind} {page.id}, which was merged"
            return
        assert bundle.state == "sent", f"{page.kind} {page.id} was merged into what {bundle.state}"
        shown = [chat.messages.get(bundle.receipt_message) for chat in self.story.chats]
        there = [one for one in shown if one and one.outbox_id == bundle.id]
        assert there, f"{page.kind} {page.id} counts as sent in a bundle that is in no chat"

    def pages_in(self, came: Arrived) -> Iterator[str]:
        """The messages that it brings: itself, or those of the cases that are on it."""
        shown = {dict(row.label.params).get("case") for row in came.card.body} if came.card else set()
        pages = [page for page in self.rows(OF_NOTICE, came.outbox_id) if f"ESC-{page.number}" in shown]
        return iter([page.id for page in pages] or [came.outbox_id])

    def every_bundle_tells_how_it_is(self, owed_for: Any) -> None:
        for row in self.rows(BUNDLES):
            if row.owed_at:
                assert row.owed_at > sql(self.world.wall - owed_for), f"still owed: {row}"
            elif row.state == "sent":
                self._tells_how_it_is(row)

    def _tells_how_it_is(self, row: Any) -> None:
        shown = next(c.messages[row.receipt_message] for c in self.story.chats if row.receipt_message in c.messages)
        stands = Standing(row.receipt_platform, row.receipt_workspace, row.receipt_conversation, row.receipt_message)
        notice = Notice(row.id, NoticeTopic.BUNDLE, row.about, row.person, row.place, row.platform, 1, False, stands)
        with self.story.book.writing() as unit:
            card = drawn(notice, unit, self.story.processes[0].engine, self.world.wall)
        assert card, f"{row.id} in {shown.to} tells of nothing"
        assert shown.card, f"{row.id} in {shown.to} was removed"
        now, there = ([dict(line.label.params)["case"] for line in one.body] for one in (card, shown.card))
        buttons = [button.press for button in card.buttons], [button.press for button in shown.card.buttons]
        assert (card.headline, now) == (shown.card.headline, there), f"{row.id} in {shown.to} shows {there}, not {now}"
        assert buttons[0] == buttons[1], f"{row.id} in {shown.to} has other buttons than it should"
