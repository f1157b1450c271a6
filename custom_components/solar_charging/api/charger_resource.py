"""What there is one of for each charger: listed and retrieved, for those who may see the charger."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..catalogue.charger_config import ChargerConfig
from ..coordinator import SolarChargingCoordinator
from .chargers import charger_by_id, seen_chargers
from .errors import SOLAR_ARRAY_REQUIRED
from .operation import Access, ApiCall, Operation
from .running_site import required_running

type Describe = Callable[[ApiCall, SolarChargingCoordinator, ChargerConfig], Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargerResource:
    """A collection with one member for each charger.

    `member`: its name in operations; `answer`: the name of its schema; `what`: how an error calls it.
    """

    collection: str
    member: str
    answer: str
    what: str
    id_of: Callable[[ChargerConfig], str]
    describe: Describe

    def reads(self, list_summary: str, retrieve_summary: str) -> tuple[Operation, Operation]:
        """Return the operations that list the members and retrieve one."""
        return (
            Operation(
                method="get",
                path=f"/{self.collection}",
                name=f"list_{self.collection}",
                summary=list_summary,
                answer=self.answer,
                handle=self._list,
                access=Access.SEEN_CHARGERS,
                is_list=True,
                problems=(SOLAR_ARRAY_REQUIRED,),
            ),
            Operation(
                method="get",
                path=f"/{self.collection}/{{id}}",
                name=f"retrieve_{self.member}",
                summary=retrieve_summary,
                answer=self.answer,
                handle=self._retrieve,
                access=Access.SEEN_CHARGERS,
                problems=(SOLAR_ARRAY_REQUIRED,),
            ),
        )

    def charger(self, call: ApiCall) -> ChargerConfig:
        """Return the charger of the member that is asked for; raises ProblemError where none may be seen."""
        return charger_by_id(call, self.id_of, call.path["id"], self.what)

    def member_of(self, call: ApiCall, charger: ChargerConfig) -> Mapping[str, Any]:
        """Return the member of a charger as JSON."""
        id_ = self.id_of(charger)
        described = self.describe(call, required_running(call.hass), charger)
        return {"id": id_, "url": call.url(self.collection, id_), **described}

    async def _list(self, call: ApiCall) -> list[Mapping[str, Any]]:
        return [self.member_of(call, charger) for charger in seen_chargers(call, required_running(call.hass))]

    async def _retrieve(self, call: ApiCall) -> Mapping[str, Any]:
        return self.member_of(call, self.charger(call))
