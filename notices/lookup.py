"""Where the template of a notice is looked up, and in which language the notice then is.

A kind is looked for in the policy's folder in the language wanted, in the policy's folder, in the common one
in that language, and in the common one. Where it is found decides the language of the whole notice: the parts
that it includes come from folders of that language alone, so that no notice is in two languages. What lies in
no folder of a language is English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from notices.errors import TemplateMissing

COMMON = "common"
ENGLISH = "en-GB"
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
                    for folder in self._folders(place, tag):
                        if (file := folder / f"{kind}.txt").is_file():
                            return Found(file, tag or _english(languages), self.parts(policy_id, tag))
        raise TemplateMissing(policy_id, kind, f"{folder_of(policy_id)}/{kind}.txt, {COMMON}/{kind}.txt")

    def parts(self, policy_id: str, tag: str) -> tuple[Path, ...]:
        """Return where the parts of a policy's notices are looked up in a language ("" for English)."""
        return (*self._folders(folder_of(policy_id), tag), *self._folders(COMMON, tag))

    def kinds(self, policy_id: str) -> tuple[str, ...]:
        """Return the kinds of notice that this policy has templates for in English, in alphabetical order."""
        if not _NAME.fullmatch(policy_id):
            return ()
        names = {file.stem for folder in self.parts(policy_id, "") for file in folder.glob("*.txt")}
        return tuple(sorted(name for name in names if not name.startswith("_")))

    def _folders(self, place: str, tag: str) -> Iterable[Path]:
        return [root / place / tag for root in self._roots]


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
