"""The lookup of the template of a notice, which decides the language of the notice.

A kind is looked for in the policy's folder in the language wanted, in the policy's folder, in the common one
in that language, and in the common one. Where it is found decides the language of the whole notice: the parts
that it includes come from folders of that language alone, so that no notice is in two languages. What lies in
no folder of a language is English.

A translation counts only where it leaves out nothing of what the policy says in English: a policy that names
its ombudsman in a part of its own is not silenced by a common translation that names none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, TemplateError, meta

from notices.errors import TemplateBroken, TemplateMissing
from rules.languages import ENGLISH

COMMON = "common"
SHIPPED = Path(str(resources.files("notices"))) / "templates"
_NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


class Found(NamedTuple):
    """The template of a kind.

    Attributes:
        language: The BCP 47 tag of the language that it is written in.
        folders: Where its parts are looked up, in this order.

    """

    file: Path
    language: str
    folders: tuple[Path, ...]


class Templates:
    """The templates that come with Redress, and before them those of another folder, laid out alike."""

    def __init__(self, own: Path | None = None) -> None:
        self.own = own
        self._roots = (own, SHIPPED) if own else (SHIPPED,)

    def find(self, policy_id: str, kind: str, languages: Sequence[str]) -> Found:
        """Return the template of a kind of notice.

        Args:
            policy_id: The policy whose notice it is.
            kind: Its kind, by the name of its file.
            languages: The BCP 47 tags of the languages wanted, the most wanted first, the organisation's own
                at the end; `pt` serves for `pt-BR`.

        Raises:
            TemplateMissing: neither the policy nor the common folder has one.

        """
        if _NAME.fullmatch(policy_id) and _NAME.fullmatch(kind):
            for place in (folder_of(policy_id), COMMON):
                for tag in _tags(languages):
                    file = first(f"{kind}.txt", self._folders(place, tag))
                    if file and not self.left_out(policy_id, file, tag):
                        return Found(file, tag or _english(languages), self.parts(policy_id, tag))
        raise TemplateMissing(policy_id, kind, f"{folder_of(policy_id)}/{kind}.txt, {COMMON}/{kind}.txt")

    def parts(self, policy_id: str, tag: str) -> tuple[Path, ...]:
        """Return where the parts of a policy's notices are looked up in a language ("" for English)."""
        return (*self._folders(folder_of(policy_id), tag), *self._folders(COMMON, tag))

    def left_out(self, policy_id: str, file: Path, tag: str) -> set[str]:
        """Return the parts that a template uses in a language and that the policy has in English alone."""
        own = folder_of(policy_id)
        used = used_by(file, self.parts(policy_id, tag)) if tag else frozenset()
        return {
            part
            for part in used
            if first(part, self._folders(own, "")) and not first(part, self._folders(own, tag))
        }

    def kinds(self, policy_id: str) -> tuple[str, ...]:
        """Return the kinds of notice that this policy has templates for in English, in alphabetical order."""
        if not _NAME.fullmatch(policy_id):
            return ()
        names = {file.stem for folder in self.parts(policy_id, "") for file in folder.glob("*.txt")}
        return tuple(sorted(name for name in names if not name.startswith("_")))

    def _folders(self, place: str, tag: str) -> tuple[Path, ...]:
        return tuple(root / place / tag for root in self._roots)


def first(name: str, folders: Iterable[Path]) -> Path | None:
    """The file of a name in the first folder that has one."""
    return next((file for folder in folders if (file := folder / name).is_file()), None)


@lru_cache(maxsize=1024)
def used_by(file: Path, folders: tuple[Path, ...]) -> frozenset[str]:
    """The names of the parts that a template includes, and of those that they include.

    Raises:
        TemplateBroken: one of them is no Jinja, or not UTF-8.

    """
    used, unread = set[str](), [file]
    while unread:
        new = _named_in(unread.pop()) - used
        used |= new
        unread += [part for name in new if (part := first(name, folders))]
    return frozenset(used)


def _named_in(file: Path) -> set[str]:
    try:
        tree = Environment().parse(file.read_text(encoding="utf-8"))  # noqa: S701 - parsed, never rendered
    except (TemplateError, UnicodeDecodeError) as fault:
        raise TemplateBroken(str(file), str(fault)) from None
    return {name for name in meta.find_referenced_templates(tree) if name}


def folder_of(policy_id: str) -> str:
    """The name of a policy's folder: its id with `-` written as `_`."""
    return policy_id.replace("-", "_")


def _tags(languages: Sequence[str]) -> Iterator[str]:
    """The folders of the languages wanted, then English, whose folder is none of its own."""
    for language in languages:
        if not _TAG.fullmatch(language):
            continue
        if _is_english(language):
            break
        yield language
        if "-" in language:
            yield language.partition("-")[0]
    yield ""


def _english(languages: Sequence[str]) -> str:
    """The organisation's own English; that of the templates, where its language is another."""
    return languages[-1] if languages and _is_english(languages[-1]) else ENGLISH


def _is_english(tag: str) -> bool:
    return tag.partition("-")[0] == "en"
