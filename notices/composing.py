"""Composing a notice: the policy's template for its kind, filled in, cut into blocks.

A template is `notices/templates/<policy>/<kind>.txt`: its first line is `Subject: ...`; then come, with
empty lines between, paragraphs, `## ` headings, `- ` bullets, `label :: value` figures and `> ` quotes.
`notices/templates/README.md` tells writers the rest.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib import resources
from pathlib import PurePath

from jinja2 import PackageLoader, StrictUndefined, Template, TemplateError, TemplateNotFound, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from notices.blocks import Block, Bullets, Composed, Figures, Heading, Paragraph
from notices.cutting import cut
from notices.errors import ContextLacking, TemplateBroken, TemplateMissing
from notices.said import Blank, clean, disguise, reveal, said

__all__ = ["Block", "Bullets", "Composed", "Figures", "Heading", "Paragraph", "compose", "day", "kinds"]

_NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_OPENING = "Subject: "
_IN_SUBJECT = ("reference", "raised_by")
"""What a subject may name of a case."""


def compose(policy_id: str, kind: str, context: Mapping[str, object]) -> Composed:
    """Write the notice of this kind in the words of this policy.

    Whatever the context holds is text in the notice, never its structure. A subject can name only the
    reference, who raised the case (a resident, a petition), the organisation and a breach, since it shows on
    locked screens and in mail logs.

    Raises:
        TemplateMissing: the policy has no such template.
        ContextLacking: the template needs a name that the context lacks, or that is empty.
        TemplateBroken: the template does not follow the format.

    """
    path = _path(policy_id, kind)
    subject, body = _templates(policy_id, kind)
    known = {name: clean(value) for name, value in context.items()}
    title = _filled(subject, path, _for_subject(known))
    return Composed(subject=reveal(title).strip(), blocks=cut(_filled(body, path, known), path))


def kinds(policy_id: str) -> tuple[str, ...]:
    """The kinds of notice that this policy has templates for, in alphabetical order."""
    folder = resources.files("notices").joinpath("templates", _folder(policy_id))
    if not _NAME.fullmatch(policy_id) or not folder.is_dir():
        return ()
    names = (PurePath(entry.name) for entry in folder.iterdir())
    return tuple(sorted(name.stem for name in names if name.suffix == ".txt" and name.stem[0] != "_"))


def day(value: date) -> str:
    """A date as people say it: Tuesday 30 December 2026."""
    if not isinstance(value, date):
        str(value)  # strict: says which name is lacking
        raise TypeError(f"`| day` needs a date, and got a value of type {type(value).__name__}")
    return f"{value:%A} {value.day} {value:%B %Y}"


def _folder(policy_id: str) -> str:
    return policy_id.replace("-", "_")


def _path(policy_id: str, kind: str) -> str:
    return f"notices/templates/{_folder(policy_id)}/{kind}.txt"


def _for_subject(known: Mapping[str, object]) -> dict[str, object]:
    """The little that a subject may name: nothing that staff or the person wrote."""
    case, policy = known.get("case"), known.get("policy")
    return {
        "case": {name: case[name] for name in _IN_SUBJECT if name in case} if isinstance(case, dict) else {},
        "policy": {"organisation": policy.get("organisation")} if isinstance(policy, dict) else {},
        "breach": known.get("breach"),
    }


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    """Strict and sandboxed; `finalize` puts every printed value in disguise, so none must be marked."""
    environment = ImmutableSandboxedEnvironment(
        loader=PackageLoader("notices"),
        undefined=StrictUndefined,
        autoescape=False,  # blocks are not markup; each form escapes for itself
        finalize=disguise,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"day": day, "said": said}
    return environment


@lru_cache(maxsize=256)
def _templates(policy_id: str, kind: str) -> tuple[Template, Template]:
    """The subject's template and the body's, compiled apart because they see different contexts."""
    path = _path(policy_id, kind)
    if not (_NAME.fullmatch(policy_id) and _NAME.fullmatch(kind)):
        raise TemplateMissing(policy_id, kind, path)
    opening, _, rest = _source(policy_id, kind).partition("\n")
    if not opening.startswith(_OPENING):
        raise TemplateBroken(path, f"line 1 must begin with {_OPENING!r}")
    # the empty line in the subject's place keeps line numbers in errors true
    return _compiled(opening.removeprefix(_OPENING), path), _compiled("\n" + rest, path)


def _source(policy_id: str, kind: str) -> str:
    name, environment = f"{_folder(policy_id)}/{kind}.txt", _environment()
    try:
        return PackageLoader("notices").get_source(environment, name)[0]
    except TemplateNotFound:
        raise TemplateMissing(policy_id, kind, _path(policy_id, kind)) from None


def _compiled(source: str, path: str) -> Template:
    environment = _environment()
    try:
        code = environment.compile(source, name=path, filename=path)
    except TemplateError as fault:
        raise TemplateBroken(path, str(fault)) from fault
    return Template.from_code(environment, code, environment.make_globals(None))


def _filled(template: Template, path: str, context: Mapping[str, object]) -> str:
    """The template with the context in it; errors name the template's line, never a value."""
    try:
        return template.render(context)
    except (UndefinedError, Blank, TypeError) as lack:
        raise ContextLacking(f"{path}{_line(lack)}", str(lack)) from None
    except TemplateNotFound as gone:
        raise TemplateBroken(path, f"includes {gone.name}, which does not exist") from None
    except TemplateError as fault:
        raise TemplateBroken(path, str(fault)) from None


def _line(error: Exception) -> str:
    """Where in the templates it happened: the innermost line of a `.txt` file."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".txt")]
    return f", {PurePath(frames[-1].filename).name} line {frames[-1].lineno}" if frames else ""
