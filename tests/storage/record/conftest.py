"""A record on each kind of database that somebody could write to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage.record.kept import Kept


@pytest.fixture
def kept(url: str, tmp_path: Path) -> Iterator[Kept]:
    made = Kept(url, tmp_path / "record")
    yield made
    made.bot.store.close()


@pytest.fixture
def on_sqlite(sqlite_url: str, tmp_path: Path) -> Iterator[Kept]:
    made = Kept(sqlite_url, tmp_path / "record")
    yield made
    made.bot.store.close()
