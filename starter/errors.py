"""Errors that a command says in one line, beside refusals (`rules.refusal`) and `engine.errors`."""

from __future__ import annotations


class ApiProblem(Exception):
    """The API could not do what was asked, and no refusal says why."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"{status}: {detail}")
        self.status = status


class ScenarioError(Exception):
    """A scenario file is refused: which file, which key, and why."""
