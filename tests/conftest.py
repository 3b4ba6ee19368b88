"""What holds for every test: one event loop, no network but this machine, failures that can be replayed."""

import os
import sys

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "stige",
    deadline=None,
    print_blob=True,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("stige")

LOOPBACK = ("127.", "::1", "localhost")


def _refuse_the_network(event: str, arguments: tuple[object, ...]) -> None:
    if event != "socket.connect":
        return
    address = arguments[1]
    if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
        raise AssertionError(f"a test reached for the network: {address[0]}")


sys.addaudithook(_refuse_the_network)


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"
