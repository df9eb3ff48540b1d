"""The labels of a letter in the language of its notice: from the part `_letter.txt`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import TemplateError, TemplateNotFound

from notices.blocks import Labels
from notices.compiling import environment, shown
from notices.errors import TemplateBroken
from notices.lookup import Found

PART = "_letter.txt"
_PLACES = {"reference": ("{reference}",), "page": ("{page}", "{pages}")}
"""The places that each label must have."""


@lru_cache(maxsize=1024)
def labels_of(found: Found) -> Labels:
    """Return the labels that go with a template.

    Raises:
        TemplateBroken: its language has none, or one of them has no place for what it labels.

    """
    try:
        part = environment(found.folders, found.language).get_template(PART)
        said = {name: str(getattr(part.module, name, "")) for name in _PLACES}
    except TemplateNotFound:
        fault = f"needs {PART} in {found.language}, which does not exist"
        raise TemplateBroken(shown(found.file), fault) from None
    except TemplateError as fault:
        raise TemplateBroken(shown(found.file), f"{PART}: {fault}") from None
    for name, places in _PLACES.items():
        if lacking := [place for place in places if place not in said[name]]:
            path = shown(Path(str(part.filename)))
            raise TemplateBroken(path, f"{name!r} leaves out {', '.join(lacking)}")
    return Labels(**said)
