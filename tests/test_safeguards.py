"""The nets under the tests themselves: each would be missed in silence if it tore."""

import asyncio
import socket
import warnings

import pytest


def test_a_test_cannot_reach_the_network() -> None:
    with socket.socket() as wire, pytest.raises(AssertionError, match="reached for the network"):
        wire.connect(("203.0.113.1", 443))


def test_a_warning_is_an_error() -> None:
    with pytest.raises(DeprecationWarning):
        warnings.warn("old", DeprecationWarning, stacklevel=1)


async def test_an_asynchronous_test_is_run_on_asyncio() -> None:
    assert asyncio.get_running_loop().is_running()
