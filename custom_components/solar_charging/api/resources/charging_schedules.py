"""What another program plans for each charger: read, and replaced as a whole."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from ...catalogue.charger_config import ChargerConfig
from ...control.charger import async_schedule
from ...coordinator import SolarChargingCoordinator
from ...planning.outside_schedule import MOST_SLOTS, OutsideSchedule, ScheduleSlot
from ..charger_resource import ChargerResource
from ..chargers import evse_id, schedule_id
from ..errors import SOLAR_ARRAY_REQUIRED, ProblemError, invalid
from ..operation import Access, ApiCall, Operation, Resource
from ..running_site import required_running
from ..schemas import integer, link, listed, named, nullable, record, text, timestamp
from ..times import read, written_s

# As by action.
_MOST_WATTS = 100_000
_SOURCE = text("Name of the program, as the reason shows it.", 50)
_SLOT = {
    "start": timestamp("When it begins."),
    "end": timestamp("When it ends."),
    "charge_watts": nullable(
        integer("The car charges at this power, from the grid if need be. 0: not at all.", 0, _MOST_WATTS)
    ),
    "limit_watts": nullable(integer("The mode decides, but no faster than this. 0: not at all.", 0, _MOST_WATTS)),
}

SCHEMAS = {
    "ChargingSchedule": record(
        "When another program wants a car to charge.",
        {
            "id": text("ID."),
            "url": link("URL of this object."),
            "evse": link("The charger."),
            "source": nullable(_SOURCE),
            "slots": listed(named("ChargingScheduleSlot")),
        },
    ),
    "ChargingScheduleSlot": record(
        "A time with a power of its own: either charge_watts or limit_watts. Between slots, the mode applies.", _SLOT
    ),
    "ChargingScheduleChange": record(
        "The new schedule. Without slots, the present one ends.",
        {
            "source": _SOURCE,
            "slots": listed(
                record("A slot: either charge_watts or limit_watts.", _SLOT, required=["start", "end"]),
                most=MOST_SLOTS,
            ),
        },
    ),
}


async def _update(call: ApiCall) -> Mapping[str, Any]:
    coordinator, charger = required_running(call.hass), _CHARGERS.charger(call)
    if not call.may_control(charger.id):
        raise ProblemError(HTTPStatus.FORBIDDEN, "You don't have permission to control this charger.")
    slots = [_slot(one, f"slots.{index}") for index, one in enumerate(call.body["slots"])]
    schedule = OutsideSchedule(call.body["source"], tuple(sorted(slots, key=lambda slot: slot.start_s)))
    async_schedule(coordinator, charger.id, schedule)
    return _CHARGERS.member_of(call, charger)


def _slot(written: Mapping[str, Any], field: str) -> ScheduleSlot:
    start_s, end_s = (read(written[name], f"{field}.{name}").timestamp() for name in ("start", "end"))
    if end_s <= start_s:
        raise invalid({f"{field}.end": ["Must be after the start."]})
    charge_w, limit_w = written.get("charge_watts"), written.get("limit_watts")
    if (charge_w is None) is (limit_w is None):
        raise invalid({field: ["Must have either charge_watts or limit_watts."]})
    return ScheduleSlot(start_s, end_s, charge_w, limit_w)


def described_schedule(schedule: OutsideSchedule) -> Mapping[str, Any]:
    """Return a schedule as programs read it."""
    return {
        "source": schedule.source or None,
        "slots": [
            {
                "start": written_s(slot.start_s),
                "end": written_s(slot.end_s),
                "charge_watts": None if slot.charge_w is None else round(slot.charge_w),
                "limit_watts": None if slot.limit_w is None else round(slot.limit_w),
            }
            for slot in schedule.slots
        ],
    }


def _described(call: ApiCall, coordinator: SolarChargingCoordinator, charger: ChargerConfig) -> Mapping[str, Any]:
    return {
        "evse": call.url("evses", evse_id(charger)),
        **described_schedule(coordinator.requests.schedule(charger.id)),
    }


_CHARGERS = ChargerResource(
    collection="charging_schedules",
    member="charging_schedule",
    answer="ChargingSchedule",
    what="charging schedule",
    id_of=schedule_id,
    describe=_described,
)

RESOURCE = Resource(
    title="Charging schedules",
    schemas=SCHEMAS,
    operations=(
        *_CHARGERS.reads(
            "List the schedules that other programs have set, one for each charger.",
            "Retrieve the schedule of a charger.",
        ),
        Operation(
            method="patch",
            path="/charging_schedules/{id}",
            name="set_charging_schedule",
            summary="Replace the schedule of a charger.",
            body="ChargingScheduleChange",
            answer="ChargingSchedule",
            handle=_update,
            access=Access.CONTROLLED_CHARGER,
            problems=(SOLAR_ARRAY_REQUIRED,),
        ),
    ),
)
