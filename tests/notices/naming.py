"""The names that a template uses and production gives to no notice, found without composing one.

A notice that is composed shows the names of the branch that it takes; this looks at every branch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, nodes

from notices.compiling import shown
from notices.lookup import Found

ANYTHING = object()
"""The shape of a value of which nothing is known, so that nothing can be wrong about it."""
SAME = {"list", "rejectattr", "selectattr", "sort"}
"""Filters that give a list of what is in the list that they are given."""


def shape_of(values: Iterable[object]) -> Any:
    """The fields of every dictionary among some values, and the items of every list; None for the rest."""
    known = [value for value in values if value is not None]
    tables = [value for value in known if isinstance(value, dict)]
    if tables:
        fields = {name for table in tables for name in table}
        return {name: shape_of(table[name] for table in tables if name in table) for name in fields}
    if any(isinstance(value, list) for value in known):
        return [shape_of(item for value in known if isinstance(value, list) for item in value)]
    return None


class Reader:
    """Reads a template with its parts, for the names that it uses.

    Attributes:
        unknown: Each name that is not known, after the path and line that use it.

    """

    def __init__(self, found: Found, context: Any) -> None:
        self.unknown: list[str] = []
        self._folders, self._file = found.folders, found.file
        self._names: dict[str, Any] = dict(context)
        self._read(found.file)

    def _read(self, file: Path) -> None:
        before, self._file = self._file, file
        self._all(Environment().parse(file.read_text()).body)  # noqa: S701 - it is read, never rendered
        self._file = before

    def _part(self, name: str) -> Path:
        return next(file for folder in self._folders if (file := folder / name).is_file())

    def _all(self, statements: Sequence[nodes.Node]) -> None:
        for statement in statements:
            self._statement(statement)

    def _statement(self, node: nodes.Node) -> None:
        match node:
            case nodes.Output():
                for printed in node.nodes:
                    self._see(printed)
            case nodes.Assign(target=nodes.Name(name=name)):
                self._names[name] = self._see(node.node)
            case nodes.If():
                self._see(node.test)
                self._all([*node.body, *node.elif_, *node.else_])
            case nodes.For(target=nodes.Name(name=name)):
                found = self._see(node.iter)
                self._names[name] = found[0] if isinstance(found, list) else ANYTHING
                self._names["loop"] = ANYTHING
                if node.test is not None:
                    self._see(node.test)
                self._all([*node.body, *node.else_])
            case nodes.Include(template=nodes.Const(value=name)):
                self._read(self._part(name))
            case nodes.Import(template=nodes.Const(value=name), target=target):
                self._names[target] = dict.fromkeys(words_in(self._part(name)))
            case _:
                raise NotImplementedError(f"{self._where(node)}: {type(node).__name__}")

    def _see(self, node: nodes.Node) -> Any:
        """The shape of what an expression gives, once its names have been looked at."""
        match node:
            case nodes.Name(name=name):
                return self._names.get(name, ANYTHING) if self._is_known(node) else ANYTHING
            case nodes.Getattr(attr=field) | nodes.Getitem(arg=nodes.Const(value=str(field))):
                return self._field(node, str(field))
            case nodes.Call(node=nodes.Getattr(node=table, attr="values")):
                found = self._see(table)
                return [shape_of(found.values())] if isinstance(found, dict) else ANYTHING
            case nodes.Filter(name=name) if name in SAME and node.node is not None:
                return self._filtered(node)
            case nodes.Filter(name="first", node=listed) if listed is not None:
                found = self._see(listed)
                return found[0] if isinstance(found, list) else ANYTHING
            case nodes.CondExpr():
                shapes = [self._see(part) for part in (node.test, node.expr1, node.expr2) if part][1:]
                return shape_of(shapes) if ANYTHING not in shapes else ANYTHING
            case _:
                for child in node.iter_child_nodes():
                    self._see(child)
                return ANYTHING

    def _field(self, node: Any, field: str) -> Any:
        found = self._see(node.node)
        if not isinstance(found, dict):
            return ANYTHING
        if field not in found and field not in ("get", "items", "values"):
            self._report(node, field)
        return found.get(field, ANYTHING)

    def _filtered(self, node: nodes.Filter) -> Any:
        found = self._see(node.node) if node.node is not None else ANYTHING
        named = [*node.args[:1], *(given.value for given in node.kwargs if given.key == "attribute")]
        for field in named:
            item = found[0] if isinstance(found, list) else None
            if isinstance(field, nodes.Const) and isinstance(item, dict) and field.value not in item:
                self._report(node, field.value)
        return found

    def _is_known(self, node: nodes.Name) -> bool:
        known = node.name in self._names or node.name in set(self._set_somewhere())
        if not known:
            self._report(node, node.name)
        return known

    def _set_somewhere(self) -> Iterator[str]:
        """The names that some template sets for a part: `reference`, where the closing is to ask for it."""
        for folder in self._folders:
            for file in folder.glob("*.txt"):
                yield from words_in(file)

    def _report(self, node: nodes.Node, name: str) -> None:
        self.unknown.append(f"{self._where(node)}: {name}")

    def _where(self, node: nodes.Node) -> str:
        return f"{shown(self._file)}, line {node.lineno}"


def words_in(file: Path) -> list[str]:
    """The names that a template sets."""
    tree = Environment().parse(file.read_text())  # noqa: S701 - it is read, never rendered
    return [
        str(found.target.name)
        for found in tree.find_all(nodes.Assign)
        if isinstance(found.target, nodes.Name)
    ]


def included_in(file: Path) -> set[str]:
    """The parts that a template includes, or takes words from."""
    tree = Environment().parse(file.read_text())  # noqa: S701 - it is read, never rendered
    named: list[Any] = [*tree.find_all(nodes.Include), *tree.find_all(nodes.Import)]
    return {node.template.value for node in named if isinstance(node.template, nodes.Const)}
