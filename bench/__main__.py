"""`python -m bench [--json] [--brief] [--profile FILE]`: measures, prints, and stops by itself."""

import argparse
from pathlib import Path

from bench.parts import as_list, watched_by_py_spy
from bench.report import as_json, as_table
from bench.slack_door import BRIEF, Extent, measure, unwatched


def main() -> None:
    given = _arguments()
    extent = BRIEF if given.brief else Extent()
    watched = watched_by_py_spy(given.profile, extent.flat_out_seconds) if given.profile else unwatched
    result = measure(extent, watched)
    print(as_json(result) if given.json else as_table(result))
    if given.profile and not given.json:
        print("\n" + as_list(given.profile.read_text()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench", description="Measures Stige's Slack door beside Bolt alone.")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    parser.add_argument("--brief", action="store_true", help="one short round, to see whether it works")
    parser.add_argument("--profile", type=Path, metavar="FILE", help="sample Stige with py-spy into FILE; sum it up")
    return parser.parse_args()


if __name__ == "__main__":
    main()
