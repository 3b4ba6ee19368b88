"""The checker behind test_architecture.py: the rules of docs/architecture.md, held against source text.

Nothing is imported to be judged: a tree is given as path -> text, so that a test can plant a fault.
"""

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

PLATFORMS = ("slack", "teams", "sandbox")
COMPOSITION_ROOT = ("bot.__main__", "bot.composition")
LONGEST_FILE = 300

# Parts of the standard library that reach outside the program.
OUTSIDE = {
    "asyncio", "ctypes", "getpass", "glob", "http", "importlib", "io", "locale", "logging", "multiprocessing", "os",
    "pathlib", "pickle", "platform", "random", "secrets", "select", "shelve", "shutil", "signal", "smtplib", "socket",
    "sqlite3", "ssl", "subprocess", "sys", "tempfile", "threading", "time", "uuid", "warnings",
}  # fmt: skip
CLOCKS = {"datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today"}
OUTSIDE_BUILTINS = {"__import__", "breakpoint", "compile", "eval", "exec", "input", "open", "print"}


class Module(NamedTuple):
    """One source file, by its import name."""

    name: str
    source: str

    @property
    def package(self) -> str:
        return self.name.partition(".")[0]


class Import(NamedTuple):
    """A line of a module that imports `target`, the longest known module name in what was asked for."""

    importer: str
    target: str
    line: int

    @property
    def place(self) -> str:
        return f"{self.importer}:{self.line}"


class Tree:
    """The modules of a source tree, given as path -> text."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.modules = [Module(module_name(path), text) for path, text in sorted(files.items())]
        self.packages = {module_name(path) for path in files if path.endswith("/__init__.py")}
        self.names = {module.name for module in self.modules}

    @cached_property
    def syntax(self) -> dict[str, ast.Module]:
        return {module.name: ast.parse(module.source) for module in self.modules}

    @cached_property
    def imports(self) -> list[Import]:
        return [found for module in self.modules for found in self._imports_of(module.name)]

    def core(self) -> Iterator[tuple[str, ast.Module]]:
        return ((name, tree) for name, tree in self.syntax.items() if is_core(name))

    def _imports_of(self, name: str) -> Iterator[Import]:
        for node in ast.walk(self.syntax[name]):
            if isinstance(node, ast.Import):
                yield from (Import(name, self._known(alias.name), node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                origin = self._origin(name, node)
                yield from (Import(name, self._known(f"{origin}.{alias.name}"), node.lineno) for alias in node.names)

    def _origin(self, importer: str, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = importer.split(".")
        climbed = len(parts) - node.level + (importer in self.packages)
        return ".".join([*parts[:climbed], *([node.module] if node.module else [])])

    def _known(self, dotted: str) -> str:
        """`bot.cases.Case` is the module `bot.cases`; a name outside the tree is left as it is."""
        parts = dotted.split(".")
        candidates = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
        return next((name for name in candidates if name in self.names), dotted)


def module_name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def is_root(name: str) -> bool:
    return name.startswith(COMPOSITION_ROOT)


def is_core(name: str) -> bool:
    return name.partition(".")[0] == "bot" and not is_root(name)


def faults(files: Mapping[str, str]) -> list[str]:
    tree = Tree(files)
    rules = (core_stands_alone, sides_never_meet, platforms_never_meet, no_cycles, core_is_pure, nothing_is_any, short)
    return [fault for rule in rules for fault in rule(tree)]


def core_stands_alone(tree: Tree) -> Iterator[str]:
    for found in tree.imports:
        first = found.target.partition(".")[0]
        if is_core(found.importer) and first != "bot" and first not in sys.stdlib_module_names:
            yield f"{found.place} the core imports {found.target}"


def sides_never_meet(tree: Tree) -> Iterator[str]:
    strangers = {"adapters": "storage", "storage": "adapters"}
    for found in tree.imports:
        side = found.importer.partition(".")[0]
        if found.target.partition(".")[0] == strangers.get(side):
            yield f"{found.place} {side} imports {found.target}"
        if is_root(found.target) and not is_root(found.importer):
            yield f"{found.place} imports the composition root"
        if found.target.partition(".")[0] in ("tests", "bench"):
            yield f"{found.place} imports {found.target}"


def platforms_never_meet(tree: Tree) -> Iterator[str]:
    arrows = graph((found.importer, found.target) for found in tree.imports if not is_root(found.importer))
    for module in tree.modules:
        met = {platform_of(name) for name in reachable(module.name, arrows)} - {None}
        if not is_root(module.name) and len(met) > 1:
            yield f"{module.name} brings platforms together: {', '.join(sorted(filter(None, met)))}"


def platform_of(name: str) -> str | None:
    parts = name.split(".")
    return parts[1] if parts[0] == "adapters" and len(parts) > 1 and parts[1] in PLATFORMS else None


def no_cycles(tree: Tree) -> Iterator[str]:
    """Neither between modules nor, in the core, between its rooms (`bot.cases`, `bot.policy`, …)."""
    between_modules = graph((found.importer, found.target) for found in tree.imports if found.target in tree.names)
    between_rooms = graph(
        (room(found.importer), room(found.target))
        for found in tree.imports
        if is_core(found.importer) and is_core(found.target) and room(found.importer) != room(found.target)
    )
    for arrows in (between_modules, between_rooms):
        yield from sorted({f"these import each other: {', '.join(circle)}" for circle in circles(arrows)})


def room(name: str) -> str:
    return ".".join(name.split(".")[:2])


def circles(arrows: Mapping[str, set[str]]) -> Iterator[list[str]]:
    ahead = {name: set().union(*(reachable(target, arrows) for target in arrows[name])) for name in arrows}
    for name in arrows:
        if name in ahead[name]:
            yield sorted(other for other in ahead[name] if name in ahead.get(other, ()))


def graph(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    arrows: dict[str, set[str]] = {}
    for origin, target in pairs:
        arrows.setdefault(origin, set()).add(target)
    return arrows


def reachable(start: str, arrows: Mapping[str, set[str]]) -> set[str]:
    seen, waiting = {start}, [start]
    while waiting:
        fresh = arrows.get(waiting.pop(), set()) - seen
        seen |= fresh
        waiting += fresh
    return seen


def core_is_pure(tree: Tree) -> Iterator[str]:
    for found in tree.imports:
        if is_core(found.importer) and found.target.partition(".")[0] in OUTSIDE - {"bot"}:
            yield f"{found.place} the core reaches outside through {found.target}"
        if is_core(found.importer) and found.target.startswith("urllib.request"):
            yield f"{found.place} the core reaches outside through {found.target}"
    for name, syntax in tree.core():
        known = imported_names(syntax)
        for node in ast.walk(syntax):
            if isinstance(node, ast.Attribute) and dotted(node, known) in CLOCKS:
                yield f"{name}:{node.lineno} the core reads the clock; time is an argument"
            if isinstance(node, ast.Call) and reaches_outside(node):
                yield f"{name}:{node.lineno} the core calls {ast.unparse(node.func)}()"


def reaches_outside(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Name):
        return call.func.id in OUTSIDE_BUILTINS
    # Without a zone it takes the machine's.
    return isinstance(call.func, ast.Attribute) and call.func.attr == "astimezone" and not (call.args or call.keywords)


def nothing_is_any(tree: Tree) -> Iterator[str]:
    for name, syntax in tree.core():
        known = imported_names(syntax)
        for node in ast.walk(syntax):
            if isinstance(node, ast.Name | ast.Attribute) and dotted(node, known) == "typing.Any":
                yield f"{name}:{node.lineno} the core says Any"
            if isinstance(node, ast.ImportFrom) and any(alias.name == "Any" for alias in node.names):
                yield f"{name}:{node.lineno} the core imports Any"


def imported_names(syntax: ast.Module) -> dict[str, str]:
    """What each imported name stands for: `from datetime import datetime as dt` gives dt -> datetime.datetime."""
    known: dict[str, str] = {}
    for node in ast.walk(syntax):
        if isinstance(node, ast.ImportFrom):
            known |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            known |= {alias.asname: alias.name for alias in node.names if alias.asname}
    return known


def dotted(node: ast.expr, known: Mapping[str, str]) -> str:
    if isinstance(node, ast.Name):
        return known.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value, known)}.{node.attr}"
    return ""


def short(tree: Tree) -> Iterator[str]:
    for module in tree.modules:
        lines = module.source.count("\n")
        if lines > LONGEST_FILE and not module.name.startswith("storage.migrations.versions."):
            yield f"{module.name} has {lines} lines; split it by idea"
