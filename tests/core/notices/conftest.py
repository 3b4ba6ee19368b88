from collections.abc import Iterator

import pytest

from tests.core.notices.kept import STAFF, Kept


@pytest.fixture
def kept() -> Iterator[Kept]:
    """Everybody has spoken to Stige before, and Mia has proposed that Ben reads HR's cases."""
    made = Kept()
    for who in STAFF:
        made.met(who)
    made.proposes()
    yield made
    made.store.close()
