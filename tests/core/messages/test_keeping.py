"""What the second person is shown of a proposed policy."""

from bot.messages.keeping import MOST_WIDENED, asking_card
from bot.policy.proposals import Proposal
from bot.words import say
from tests.core.keeping.builder import STORY
from tests.core.messages.company import read
from tests.harness.builders import START


def test_whoever_is_to_agree_is_told_that_more_is_opened_than_the_card_holds() -> None:
    proposal = Proposal("p1", STORY, b"", "v0", "mia", START)
    opens = [say("wider.host", host=f"h{number}.example") for number in range(MOST_WIDENED + 3)]
    shown = [read(row.value) for row in asking_card(proposal, STORY, opens, ()).body]
    assert "h14.example" in shown[0]
    assert shown[0].endswith("… and 3 more")
