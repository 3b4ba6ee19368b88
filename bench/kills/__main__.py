"""Opens cases, kills processes, and looks at what is left. See `bench.kills`."""

import argparse
import json
import sys
from dataclasses import asdict

from bench.kills.run import Plan, carried_out


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    databases = ("sqlite", "postgres") if asked.database == "both" else (asked.database,)
    results = [carried_out(Plan(database, asked.kills, asked.seed)) for database in databases]
    if asked.json:
        print(json.dumps([asdict(result) for result in results], indent=2))
    else:
        print("\n\n".join(result.told() for result in results))
    return 1 if any(result.verdict.faults for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
