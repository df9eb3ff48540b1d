"""An organisation's own templates, looked through as a worker starts: a mistake is told before any letter."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from jinja2 import Template, TemplateError, TemplateNotFound

from notices.compiling import compiled, environment
from notices.errors import TemplateBroken
from notices.labels import labels_of
from notices.lookup import COMMON, SHIPPED, Found, Templates, folder_of, used_by
from rules.languages import ENGLISH, LanguageUnknown, locale_of

WORDS = "_words.txt"
"""The part that holds the words in which organisations differ."""


def check(templates: Templates, policies: Collection[str]) -> None:
    """Refuse templates of an organisation's own that no notice could be made of.

    Args:
        templates: What to look through; those that come with Redress are taken as they are.
        policies: The ids of the policies there are.

    Raises:
        TemplateBroken: a template lies where none is looked for, has no subject, is no Jinja, includes a part
            that is not there, leaves out words that others need, or translates a policy's notice without what
            the policy says in English, without labels for letters, or into a language without dates.

    """
    if templates.own is None:
        return
    for file in sorted(templates.own.rglob("*.txt")):
        for policy, tag in _users(file, templates.own, policies):
            found = Found(file, tag or ENGLISH, templates.parts(policy, tag))
            _require_dates(found)
            _require_parts(found)
            if not file.name.startswith("_"):
                compiled(found)
                labels_of(found)
            # of a common translation, another policy may have every part
            is_common = file.relative_to(templates.own).parts[0] == COMMON
            if not is_common and (lacking := sorted(templates.left_out(policy, file, tag))):
                fault = f"{folder_of(policy)} says {', '.join(lacking)} in English and not in {tag}"
                raise TemplateBroken(str(file), fault)


def _users(file: Path, own: Path, policies: Collection[str]) -> Iterator[tuple[str, str]]:
    """The policies that use a template, each with the tag of its language ("" for English)."""
    place, *language = file.relative_to(own).parts[:-1] or ("",)
    users = [policy for policy in policies if place in (folder_of(policy), COMMON)]
    if not users or len(language) > 1:
        places = ", ".join(sorted({COMMON, *map(folder_of, policies)}))
        raise TemplateBroken(str(file), f"no notice is looked for here; the folders are: {places}")
    for policy in users:
        yield policy, language[0] if language else ""


def _require_dates(found: Found) -> None:
    try:
        locale_of(found.language)
    except LanguageUnknown as unknown:
        raise TemplateBroken(str(found.file), str(unknown)) from None


def _require_parts(found: Found) -> None:
    jinja, path = environment(found.folders, found.language), str(found.file)
    try:
        used = used_by(found.file, found.folders)
        for name in sorted(used):
            jinja.get_template(name)
        if found.file.name in used:
            raise TemplateBroken(path, "includes itself")
        if found.file.name == WORDS:
            _require_words(jinja.from_string(found.file.read_text(encoding="utf-8")), path)
    except TemplateNotFound as gone:
        raise TemplateBroken(path, f"includes {gone.name}, which does not exist") from None
    except TemplateError as fault:
        raise TemplateBroken(path, str(fault)) from None


def _require_words(own: Template, path: str) -> None:
    common = environment((SHIPPED / COMMON,), ENGLISH).get_template(WORDS)
    if lacking := sorted(_words_of(common) - _words_of(own)):
        raise TemplateBroken(path, f"leaves out {', '.join(lacking)}, which other templates need")


def _words_of(template: Template) -> set[str]:
    return {name for name in vars(template.make_module()) if not name.startswith("_")}
