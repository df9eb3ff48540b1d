"""Members of staff made up for these tests, and put into the directory as a CSV file puts them."""

from __future__ import annotations

from collections.abc import Mapping

from records.people import import_staff
from rules.policy import Policy
from tests.house import House

COLUMNS = "id,name,email,phone,roles,directorate,trained_until"
TRAINED, LAPSED = "2099-12-31", "2024-06-30"


async def hire(
    house: House, people: Mapping[str, str], *, trained_until: str = TRAINED, policy: Policy | None = None
) -> None:
    """Put people with roles (separated by spaces) into the directory of a policy, by their ids."""
    policy = policy or house.policy
    directorate = next(iter(policy.directorates))
    rows = [
        f"{person},{person},{person}@poplar.example,,{roles},{directorate},{trained_until}"
        for person, roles in people.items()
    ]
    async with house.pool.acquire() as connection:
        await import_staff(connection, policy, "\n".join([COLUMNS, *rows]).encode())


async def everyone(house: House, policy: Policy | None = None) -> str:
    """Somebody who holds every role of a policy (Poplar HARCA's, unless another is named): their id."""
    policy = policy or house.policy
    await hire(house, {"matrix.everyone": " ".join(policy.roles)}, policy=policy)
    return "matrix.everyone"
