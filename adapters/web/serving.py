"""The port, and the server on it."""

import socket

import uvicorn
from starlette.applications import Starlette

from bot.settings import Unusable


def listening(host: str, port: int) -> socket.socket:
    """The port is taken before anything else is done, so that a second start says so and touches nothing."""
    try:
        return socket.create_server((host, port), backlog=128)
    except OSError as fault:
        raise Unusable(
            f"Nothing can listen on {host}:{port} ({fault.strerror}). "
            "Is another Stige running? STIGE_PORT chooses another port."
        ) from None


def serve(app: Starlette, door: socket.socket, patience_seconds: int = 5) -> None:
    """Until it is stopped from outside, or `app.state.end` is called with a sentence that says why it cannot go on."""
    config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=patience_seconds)
    server, ended = uvicorn.Server(config), list[str]()

    def end(why: str) -> None:
        ended.append(why)
        server.should_exit = True

    app.state.end = end
    try:
        server.run(sockets=[door])
    except SystemExit:  # uvicorn's way to say that its start failed
        raise Unusable("Stige could not start; the lines above say why.") from None
    if ended:
        raise Unusable(ended[0])
