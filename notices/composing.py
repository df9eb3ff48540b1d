"""Composing a notice: the template for its kind, filled in, cut into blocks.

A template's first line is `Subject: ...`; then come, with empty lines between, paragraphs, `## ` headings,
`- ` bullets, `label :: value` figures and `> ` quotes. `notices/templates/README.md` tells writers the rest,
and `notices/lookup.py` where a template is looked up.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from jinja2 import (
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    UndefinedError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from notices.blocks import Composed
from notices.cutting import cut
from notices.errors import ContextLacking, TemplateBroken
from notices.lookup import SHIPPED, Found, Templates
from notices.said import Blank, clean, disguise, reveal, said

_OPENING = "Subject: "
_IN_SUBJECT = ("reference", "raised_by")
"""What a subject may name of a case."""


def compose(
    templates: Templates,
    policy_id: str,
    kind: str,
    context: Mapping[str, object],
    languages: Sequence[str],
) -> Composed:
    """Write the notice of this kind in the words of this policy.

    Whatever the context holds is text in the notice, never its structure. A subject can name only the
    reference, who raised the case (a resident, a petition), the organisation and a breach, since it shows on
    locked screens and in mail logs.

    Args:
        templates: Where its template is looked up.
        policy_id: The policy whose notice it is.
        kind: Its kind, by the name of its template.
        context: What the template can name.
        languages: The BCP 47 tags of the languages wanted, the most wanted first, the organisation's own
            at the end.

    Raises:
        TemplateMissing: the policy has no such template, and there is no common one.
        ContextLacking: the template needs a name that the context lacks, or that is empty.
        TemplateBroken: the template does not follow the format.

    """
    found = templates.find(policy_id, kind, languages)
    path = shown(found.file)
    subject, body = compiled(found)
    known = {name: clean(value) for name, value in context.items()}
    title = _filled(subject, path, _for_subject(known))
    blocks = cut(_filled(body, path, known), path)
    return Composed(language=found.language, subject=reveal(title).strip(), blocks=blocks)


def shown(file: Path) -> str:
    """A template's path as errors show it: those that come with Redress from `notices/` on."""
    root = SHIPPED.parent.parent
    return str(file.relative_to(root) if file.is_relative_to(root) else file)


def day(value: date) -> str:
    """A date as people say it: Tuesday 30 December 2026."""
    if not isinstance(value, date):
        str(value)  # strict: says which name is lacking
        raise TypeError(f"`| day` needs a date, and got a value of type {type(value).__name__}")
    return f"{value:%A} {value.day} {value:%B %Y}"


def _for_subject(known: Mapping[str, object]) -> dict[str, object]:
    """The little that a subject may name: nothing that staff or the person wrote."""
    case, policy = known.get("case"), known.get("policy")
    return {
        "case": {name: case[name] for name in _IN_SUBJECT if name in case} if isinstance(case, dict) else {},
        "policy": {"organisation": policy.get("organisation")} if isinstance(policy, dict) else {},
        "breach": known.get("breach"),
    }


@lru_cache(maxsize=64)
def environment(folders: tuple[Path, ...]) -> ImmutableSandboxedEnvironment:
    """Strict and sandboxed; `finalize` puts every printed value in disguise, so none must be marked."""
    jinja = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folders),
        undefined=StrictUndefined,
        autoescape=False,  # blocks are not markup; each form escapes for itself
        finalize=disguise,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,  # read once, like the templates that include them
    )
    jinja.filters |= {"day": day, "said": said}
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
    return _template(subject, path, found.folders), _template(body, path, found.folders)


def _template(source: str, path: str, folders: tuple[Path, ...]) -> Template:
    jinja = environment(folders)
    try:
        code = jinja.compile(source, name=path, filename=path)
    except TemplateError as fault:
        raise TemplateBroken(path, str(fault)) from fault
    return Template.from_code(jinja, code, jinja.make_globals(None))


def _filled(template: Template, path: str, context: Mapping[str, object]) -> str:
    """The template with the context in it; errors name the template's line, never a value."""
    try:
        return template.render(context)
    except (UndefinedError, Blank, TypeError) as lack:
        raise ContextLacking(f"{path}{_line(lack, path)}", str(lack)) from None
    except TemplateNotFound as gone:
        raise TemplateBroken(path, f"includes {gone.name}, which does not exist") from None
    except TemplateError as fault:
        raise TemplateBroken(path, str(fault)) from None


def _line(error: Exception, path: str) -> str:
    """The place in a template where it happened: the innermost line of a `.txt` file, perhaps of a part."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".txt")]
    if not frames:
        return ""
    part = shown(Path(frames[-1].filename))
    return f", line {frames[-1].lineno}" if part == path else f", {part} line {frames[-1].lineno}"
