"""The processes of a benchmark: one application, served by uvicorn on uvloop, pinned to one core.

    python -m bench.served NAME CORE SLACK_URL FOLDER

serves `bench.apps.NAME`: says the port on its first line and goes on until it is ended.
"""

import os
import socket
import sys
from importlib import import_module
from pathlib import Path

import uvicorn


def main(name: str, core: str, slack_url: str, folder: str) -> None:
    os.sched_setaffinity(0, {int(core)})
    app = import_module(f"bench.apps.{name}").app(slack_url, Path(folder))
    with socket.create_server(("127.0.0.1", 0), backlog=512) as door:
        print(door.getsockname()[1], flush=True)
        config = uvicorn.Config(app, loop="uvloop", http="httptools", log_config=None, access_log=False)
        uvicorn.Server(config).run(sockets=[door])


if __name__ == "__main__":
    main(*sys.argv[1:])
