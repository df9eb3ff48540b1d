"""The HTML part of an e-mail: plain semantic markup that a screen reader can walk through.

Nothing is fetched from anywhere: no picture, font, style sheet or tracking.
"""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from notices.blocks import Composed
from rules.languages import is_right_to_left


def html_text(composed: Composed) -> str:
    """The notice as one HTML document.

    The subject is its title and its only first-level heading. Every value is escaped.
    """
    return _page().render(
        subject=composed.subject,
        blocks=composed.blocks,
        language=composed.language,
        right_to_left=is_right_to_left(composed.language),
    )


@lru_cache(maxsize=1)
def _page() -> Template:
    environment = Environment(
        loader=PackageLoader("notices", "layout"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("notice.html")
