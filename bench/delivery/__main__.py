"""`python -m bench.delivery [--json] [--brief] [--growth [--upto N]]`: how fast what was decided is done."""

import argparse
from pathlib import Path
from tempfile import gettempdir

from bench.delivery.growth import SIZES
from bench.delivery.report import as_json, as_table, growth_as_json, growth_as_table
from bench.delivery.run import BRIEF, Extent, growth, run


def main() -> None:
    parser = argparse.ArgumentParser("python -m bench.delivery", description="Measures timers, bursts and restarts.")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    parser.add_argument("--brief", action="store_true", help="small numbers, to see whether it works")
    parser.add_argument("--growth", action="store_true", help="instead: the same as the database grows")
    parser.add_argument("--upto", type=int, default=SIZES[-1], metavar="N", help="with --growth: so many cases at most")
    parser.add_argument("--in", dest="base", type=Path, default=Path(gettempdir()), help="where databases are made")
    given = parser.parse_args()
    if given.growth:
        _tell_growth(given.base, given.upto, given.json)
        return
    found = run(BRIEF if given.brief else Extent(), given.base)
    print(as_json(found) if given.json else as_table(found))


def _tell_growth(base: Path, upto: int, in_json: bool) -> None:
    if in_json:
        print(growth_as_json(growth(base, upto)))
        return
    for line in growth_as_table(growth(base, upto)):
        print(line, flush=True)


if __name__ == "__main__":
    main()
