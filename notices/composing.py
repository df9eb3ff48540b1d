"""Composing a notice: the template for its kind, filled in, cut into blocks.

A template's first line is `Subject: ...`; then come, with empty lines between, paragraphs, `## ` headings,
`- ` bullets, `label :: value` figures and `> ` quotes. `notices/templates/README.md` tells writers the rest,
and `notices/lookup.py` where a template is looked up.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from jinja2 import Template, TemplateError, TemplateNotFound, UndefinedError

from notices.blocks import Composed
from notices.compiling import compiled, shown
from notices.cutting import cut
from notices.errors import ContextLacking, TemplateBroken
from notices.labels import labels_of
from notices.lookup import Templates
from notices.said import Blank, clean, each, reveal, without_isolates
from rules.amounts import Amount
from rules.languages import sum_in

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

    Its dates, sums and labels are in the language of its template. Whatever the context holds is text in the
    notice, never its structure. A subject can name only the reference, who raised the case (a resident, a
    petition), the organisation and a breach, since it shows on locked screens and in mail logs.

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
        TemplateBroken: the template does not follow the format, or its language has no labels, or no dates.

    """
    found = templates.find(policy_id, kind, languages)
    path = shown(found.file)
    subject, body = compiled(found)
    known = {name: each(clean(value), partial(_written, found.language)) for name, value in context.items()}
    title = _filled(subject, path, _for_subject(known))
    blocks = cut(_filled(body, path, known), path)
    return Composed(
        language=found.language,
        labels=labels_of(found),
        subject=without_isolates(reveal(title)).strip(),
        blocks=blocks,
    )


def _written(language: str, value: object) -> object:
    """A sum as it is written in this language; anything else as it is."""
    return sum_in(language, value) if isinstance(value, Amount) else value


def _for_subject(known: Mapping[str, object]) -> dict[str, object]:
    """The little that a subject may name: nothing that staff or the person wrote."""
    case, policy = known.get("case"), known.get("policy")
    return {
        "case": {name: case[name] for name in _IN_SUBJECT if name in case} if isinstance(case, dict) else {},
        "policy": {"organisation": policy.get("organisation")} if isinstance(policy, dict) else {},
        "breach": known.get("breach"),
    }


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
