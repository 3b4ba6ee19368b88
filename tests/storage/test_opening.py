"""Why a database cannot be opened is said in its own words, without the password."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cases.case import Realm
from bot.copies import NoCopy
from bot.settings import Unusable
from storage import backup
from storage.examining import examined
from storage.opening import opened
from tests.storage.conftest import SECRET

NOBODY = "postgresql://stige:hidden@127.0.0.1:1/stige"


@pytest.mark.parametrize(
    "asks",
    [
        lambda: opened(NOBODY, [SECRET], Realm.LIVE),
        lambda: examined(NOBODY, [SECRET]),
        lambda: backup.refuse_nothing(NOBODY),
    ],
)
def test_a_server_that_is_not_there(asks: Callable[[], object]) -> None:
    with pytest.raises((Unusable, NoCopy), match="Connection refused") as said:
        asks()
    assert "hidden" not in str(said.value)


@pytest.mark.postgres
def test_a_database_that_is_not_there(postgres_url: str) -> None:
    missing = postgres_url.replace("@/postgres?", "@/missing?").replace("/postgres?", "/missing?")
    with pytest.raises(Unusable, match='database "missing" does not exist'):
        opened(missing, [SECRET], Realm.LIVE)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="is the folder there"):
        opened(f"sqlite:///{tmp_path / 'no' / 'stige.db'}", [SECRET], Realm.LIVE)
