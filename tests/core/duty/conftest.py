from collections.abc import Iterator

import pytest

from tests.core.duty.rota import Rota


@pytest.fixture
def rota() -> Iterator[Rota]:
    """Monday at noon in Copenhagen. Ana is on duty until Tuesday at ten, then Ben, then Cleo."""
    made = Rota(hour=11)
    yield made
    made.store.close()
