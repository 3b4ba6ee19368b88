"""Opening the database at start, or saying in a sentence why it cannot be."""

from collections.abc import Sequence

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from bot.cases.case import Realm
from bot.settings import Unusable
from storage.away import is_damaged, said_by
from storage.migrate import Held, NewerSchema
from storage.sealing import MissingKey
from storage.store import SqlStore, open_store

MEND = "Keep it as it is, and put the last whole copy back: `stige restore`."


def opened(url: str, keys: Sequence[str], realm: Realm) -> SqlStore:
    try:
        return open_store(url, keys, realm)
    except ArgumentError:
        raise Unusable("STIGE_DATABASE_URL is no database URL, such as sqlite:///stige.db.") from None
    except SQLAlchemyError as fault:
        where = make_url(url).render_as_string(hide_password=True)
        if isinstance(fault, DBAPIError) and is_damaged(fault):
            raise Unusable(f"The database {where} is damaged, or is none. {MEND}") from None
        why = said_by(fault) if isinstance(fault, DBAPIError) else type(fault).__name__
        raise Unusable(
            f"The database {where} cannot be opened ({why}): is the folder there, or the server up?"
        ) from None
    except (NewerSchema, Held, MissingKey, ValueError) as fault:
        raise Unusable(str(fault)) from None
