"""The parts a notice is made of, the same for e-mail and letter."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict


class _Frozen(BaseModel):
    """Never changed once written."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Heading(_Frozen):
    """A heading within the notice, one level below its subject."""

    type: Literal["heading"] = "heading"
    text: str


class Paragraph(_Frozen):
    """A paragraph, in which a newline is a line break.

    `quoted` sets it off as someone's words; an empty line then begins another paragraph of them.
    """

    type: Literal["paragraph"] = "paragraph"
    text: str
    quoted: bool = False


class Bullets(_Frozen):
    """A list without numbers."""

    type: Literal["bullets"] = "bullets"
    items: tuple[str, ...]


class Figures(_Frozen):
    """Labels and their values, for dates, references and reckonings."""

    type: Literal["figures"] = "figures"
    rows: tuple[tuple[str, str], ...]


Block: TypeAlias = Heading | Paragraph | Bullets | Figures


class Labels(_Frozen):
    """The words that a letter has around its notice.

    Attributes:
        reference: With `{reference}` in the place of the reference.
        page: With `{page}` and `{pages}` in the places of the page's number and the last page's.

    """

    reference: str
    page: str


class Composed(_Frozen):
    """A notice in words, before it takes the form of an e-mail or a letter.

    Attributes:
        language: The BCP 47 tag of the language that it is written in.
        labels: The words around it, in the same language.

    """

    language: str
    labels: Labels
    subject: str
    blocks: tuple[Block, ...]
