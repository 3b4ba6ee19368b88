"""After a restore what may have been said is looked for, page by page; what is to be said after all is a storm like any
other."""

import pytest

from storage.restoring import take_care
from tests.core.storms.burst import storm

CASES = 40


@pytest.mark.parametrize("searchable", [True, False], ids=["can be asked", "cannot be asked"])
async def test_what_was_not_said_is_merged_with_the_repeat_mark(searchable: bool) -> None:
    ana = storm()
    ana.slack.searchable = searchable
    await ana.bursts(CASES)
    with ana.store.database.writing() as connection:
        take_care(connection, ana.clock.at)
    await ana.goes_by(seconds=90)
    assert len(ana.to("ana")) < 10
    assert all(post.repeated for post in ana.to("ana"))
    assert sum(ana.states().values()) == ana.states()["merged"] + ana.states()["sent"] == 2 * CASES
    bundles = [post for post in ana.to("ana") if post.card.headline.key == "bundle.headline"]
    told = sum(int(str(dict(post.card.headline.params)["count"])) for post in bundles)
    assert told + len(ana.to("ana")) - len(bundles) == CASES, "each once"
    ana.store.close()


async def test_what_was_said_before_is_found_and_nothing_of_it_is_merged() -> None:
    ana = storm()
    await ana.bursts(5)
    with ana.store.database.reading() as connection:
        before = connection.connection.driver_connection.serialize()  # type: ignore[union-attr]
    await ana.brings()
    said = len(ana.to("ana"))
    with ana.store.database.reading() as connection:
        connection.connection.driver_connection.deserialize(before)  # type: ignore[union-attr]
    with ana.store.database.writing() as connection:
        take_care(connection, ana.clock.at)
    await ana.bursts(20, first=100)
    await ana.goes_by(seconds=60)
    assert len(ana.to("ana")) - said < 10
    singles = [post.outbox_id for post in ana.to("ana") if post.card.case_id]
    assert len(set(singles)) == len(singles), "none was sent again"
    ana.store.close()
