"""Copies of a PostgreSQL database, by its own tools."""

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL, NullPool, create_engine, inspect
from sqlalchemy.exc import OperationalError

from bot.copies import NoCopy
from storage.away import said_by

_WHOSE = ("--no-owner", "--no-privileges")


def dump(address: URL, to: Path) -> None:
    _run("pg_dump", address, "--format=custom", *_WHOSE, f"--file={to}")


def put_back(address: URL, copied: Path) -> None:
    """Into a database that is empty; all of it or nothing."""
    if tables(address):
        raise NoCopy("The database is not empty. Make a new one, and name it in STIGE_DATABASE_URL.")
    _run("pg_restore", address, *_WHOSE, "--single-transaction", "--exit-on-error", str(copied))


def tables(address: URL) -> list[str]:
    engine = create_engine(address.set(drivername="postgresql+psycopg"), poolclass=NullPool)
    try:
        return inspect(engine).get_table_names()
    except OperationalError as fault:
        sentence = "The database server does not answer, or lets nobody in by this address"
        raise NoCopy(f"{sentence} ({said_by(fault)}).") from None


def _run(program: str, address: URL, *arguments: str) -> None:
    """The password goes by the environment: arguments can be read by everybody on the machine."""
    found = shutil.which(program)
    if found is None:
        raise NoCopy(f"{program} is not installed here. It comes with PostgreSQL's client programs.")
    server = address.set(drivername="postgresql", password=None).render_as_string()
    secret = {"PGPASSWORD": str(address.password)} if address.password else {}
    call = [found, f"--dbname={server}", *arguments]
    done = subprocess.run(call, env=os.environ | secret, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["it failed"]
        raise NoCopy(f"{program} says: {said[-1].removeprefix(f'{program}: error: ')}")
