"""Files for whoever runs Stige alone."""

import errno
import os

OWNERS = 0o600
A_LINK = "it is a symbolic link, and Stige neither writes nor reads through one there"


def alone(path: str, flags: int) -> int:
    """An opener for `open`: what it makes can be read by its owner alone, and a link is not followed (`OSError`). What
    is there keeps the rights that it was given."""
    try:
        return os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, OWNERS)
    except OSError as fault:
        if fault.errno == errno.ELOOP:
            raise OSError(errno.ELOOP, A_LINK) from None
        raise


def sync(path: str | os.PathLike[str]) -> None:
    """A file, or the names in a folder, are on the disk when this returns."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
