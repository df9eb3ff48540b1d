"""The last of this folder: what became of the notices of every case that lived through a fault.

A delivery that was in a killed worker's hands is given up on after 45 seconds and tried again after
another 15; so they are looked at once, after everything else.
"""

from __future__ import annotations

from tests.faults.support import StruckHouse, each_notice_went_once


async def test_each_notice_went_exactly_once(struck: StruckHouse) -> None:
    """None is missing; each went by one message or one letter, the same whenever it was tried.

    Only what was on its way when a worker or the database died may have gone twice, under one Message-ID.
    """
    for case in struck.cases:
        await each_notice_went_once(case)
