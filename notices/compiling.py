"""Templates made ready to be filled in: strict, sandboxed, and with the dates of their language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from notices.errors import TemplateBroken
from notices.lookup import SHIPPED, Found
from notices.said import disguise, disguise_isolated, said
from rules.languages import at_time_in, day_in, is_right_to_left, language_in, weekday_in

_OPENING = "Subject: "


@lru_cache(maxsize=64)
def environment(folders: tuple[Path, ...], language: str) -> ImmutableSandboxedEnvironment:
    """Strict and sandboxed; `finalize` puts every printed value in disguise, so none must be marked."""
    jinja = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folders),
        undefined=StrictUndefined,
        autoescape=False,  # blocks are not markup; each form escapes for itself
        finalize=disguise_isolated if is_right_to_left(language) else disguise,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,  # read once, like the templates that include them
    )
    jinja.filters |= {
        "day": partial(_day, language),
        "due": partial(_due, language),
        "said": said,
        "weekday": partial(weekday_in, language),
        "language": partial(language_in, language),
    }
    return jinja


@lru_cache(maxsize=1024)
def compiled(found: Found) -> tuple[Template, Template]:
    """The subject's template and the body's, compiled apart because they see different contexts.

    Raises:
        TemplateBroken: the first line is no subject, or the rest is no Jinja.

    """
    path = shown(found.file)
    opening, _, rest = found.file.read_text(encoding="utf-8").partition("\n")
    if not opening.startswith(_OPENING):
        raise TemplateBroken(path, f"line 1 must begin with {_OPENING!r}")
    # the empty line in the subject's place keeps line numbers in errors true
    subject, body = opening.removeprefix(_OPENING), "\n" + rest
    jinja = environment(found.folders, found.language)
    return _template(jinja, subject, path), _template(jinja, body, path)


def shown(file: Path) -> str:
    """A template's path as errors show it: those that come with Redress from `notices/` on."""
    root = SHIPPED.parent.parent
    return str(file.relative_to(root) if file.is_relative_to(root) else file)


def _template(jinja: ImmutableSandboxedEnvironment, source: str, path: str) -> Template:
    try:
        code = jinja.compile(source, name=path, filename=path)
    except TemplateError as fault:
        raise TemplateBroken(path, str(fault)) from fault
    return Template.from_code(jinja, code, jinja.make_globals(None))


def _due(language: str, deadline: Mapping[str, Any]) -> str:
    """The day of a deadline, and its time of that day where it has one."""
    if "day" not in deadline:
        raise TypeError("`| due` needs a deadline, and got something that has no day")
    day, until = _day(language, deadline["day"]), deadline.get("until")
    return day if until is None else at_time_in(language, day, until)


def _day(language: str, value: date) -> str:
    """A date as it is written in the language of the template."""
    if not isinstance(value, date):
        str(value)  # strict: says which name is lacking
        raise TypeError(f"`| day` needs a date, and got a value of type {type(value).__name__}")
    return day_in(language, value)
