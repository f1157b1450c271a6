"""Names shared across the integration."""

import logging
from typing import Final

DOMAIN: Final = "solar_charging"
LOGGER = logging.getLogger(__package__)

# Fired when surplus is taken from another source than before: its name, `source` and `was`.
EVENT_SOURCE_CHANGED: Final = f"{DOMAIN}_source_changed"

SUBENTRY_PLANE: Final = "plane"
SUBENTRY_CHARGER: Final = "charger"
SUBENTRY_TARIFF: Final = "tariff"
SUBENTRY_CAR: Final = "car"
SUBENTRY_CIRCUIT: Final = "circuit"
SUBENTRY_BATTERY: Final = "battery"
SUBENTRY_DRIVER: Final = "driver"

CONF_CAPACITY_W: Final = "capacity_w"
CONF_TILT_DEG: Final = "tilt_deg"
CONF_AZIMUTH_DEG: Final = "azimuth_deg"
CONF_AC_LIMIT_W: Final = "ac_limit_w"
CONF_INVERTER_MODEL: Final = "inverter_model"
CONF_INVERTER_CURVE: Final = "inverter_curve"
CONF_LOSSES_PCT: Final = "losses_pct"
CONF_SOURCES: Final = "sources"
CONF_CAR_CLAMPS: Final = "car_clamps"
CONF_SIGN_CONVENTIONS: Final = "sign_conventions"
CONF_SCALES: Final = "scales"
CONF_CORRECTIONS: Final = "corrections"
CONF_WEATHER: Final = "weather"
CONF_USE_OPEN_METEO: Final = "use_open_meteo"
CONF_PRICE_ENTITIES: Final = "price_entities"
CONF_PRICE: Final = "price"
CONF_CHEAP_PRICE: Final = "cheap_price"
CONF_PRICE_FACTOR: Final = "price_factor"
CONF_SURCHARGE: Final = "surcharge"
CONF_GRID_FEES: Final = "grid_fees"
CONF_FEE_FROM: Final = "from"
CONF_FEE_UNTIL: Final = "until"
CONF_FEE: Final = "fee"
CONF_PRICE_FORMULA: Final = "price_formula"
CONF_FEED_IN_PRICE: Final = "feed_in_price"
CONF_FEED_IN_ENTITY: Final = "feed_in_entity"
CONF_CHEAP_FROM: Final = "cheap_from"
CONF_CHEAP_UNTIL: Final = "cheap_until"
CONF_CHEAP_WEEKENDS: Final = "cheap_weekends"
CONF_CARBON_ENTITY: Final = "carbon_entity"
CONF_BATTERY_KWH: Final = "battery_kwh"
CONF_SOC_ENTITY: Final = "soc_entity"
CONF_LIMIT_ENTITY: Final = "limit_entity"
CONF_PLUG_ENTITY: Final = "plug_entity"
CONF_LOCATION_ENTITY: Final = "location_entity"
CONF_ODOMETER_ENTITY: Final = "odometer_entity"
CONF_RANGE_ENTITY: Final = "range_entity"
CONF_DRIVER: Final = "driver"
CONF_PRICE_RULE: Final = "price_rule"
CONF_PRICE_PER_KWH: Final = "price_per_kwh"
CONF_CHARGERS: Final = "chargers"
# Sensors of the current of each phase at the grid connection, in order.
CONF_PHASE_CURRENTS: Final = "phase_currents"
# Where each phase is billed by itself: its power, if the currents have no sign.
CONF_PHASE_BILLING: Final = "phase_billing"
CONF_IS_BILLED_BY_PHASE: Final = "is_billed_by_phase"
CONF_PHASE_POWERS: Final = "phase_powers"
CONF_LIMIT_A: Final = "limit_a"
CONF_LIMIT_W: Final = "limit_w"
CONF_PARENT_CIRCUIT: Final = "parent_circuit"

# How a home battery is kept from discharging.
CONF_BATTERY: Final = "battery"
CONF_CONTROLLED_ENTITY: Final = "controlled_entity"
CONF_HOLD: Final = "hold"
CONF_RELEASE: Final = "release"
CONF_SUPPLIES_HOUSE: Final = "supplies_house"
CONF_WRITES_PER_DAY: Final = "writes_per_day"

# What limits the draw from the grid: a signal, and a bill that counts the highest interval.
CONF_GRID_SIGNAL: Final = "grid_signal"
CONF_SIGNAL_ENTITY: Final = "signal_entity"
CONF_SIGNAL_ACTIVE: Final = "signal_active_entity"
CONF_SIGNAL_FIXED_KW: Final = "signal_fixed_kw"
CONF_SIGNAL_IS_INVERTED: Final = "signal_is_inverted"
CONF_SIGNAL_SCOPE: Final = "signal_scope"
CONF_SIGNAL_HOLD_MINUTES: Final = "signal_hold_minutes"
CONF_SIGNAL_FALLBACK_KW: Final = "signal_fallback_kw"
CONF_PEAK: Final = "peak"
CONF_PEAK_THRESHOLD_KW: Final = "peak_threshold_kw"
CONF_PEAK_INTERVAL: Final = "peak_interval"
CONF_PEAK_FOLLOWS_MONTH: Final = "peak_follows_month"
CONF_PEAK_MAY_READY_BY_EXCEED: Final = "peak_may_ready_by_exceed"

CONF_CURRENT_ENTITY: Final = "current_entity"
CONF_SWITCH_ENTITY: Final = "switch_entity"
CONF_POWER_ENTITY: Final = "power_entity"
CONF_STATUS_ENTITY: Final = "status_entity"
CONF_PHASES_ENTITY: Final = "phases_entity"
CONF_STOP_ENTITY: Final = "stop_entity"
CONF_ENERGY_ENTITY: Final = "energy_entity"
CONF_PHASES: Final = "phases"
CONF_VOLTAGE_V: Final = "voltage_v"
CONF_MAX_CURRENT_A: Final = "max_current_a"
CONF_SHADOW_MODE: Final = "shadow_mode"


# IEC 61851-1: the least current a charger can offer a car.
EVSE_FLOOR_A: Final = 6.0
# IEC 61851-1 and the largest AC connectors (IEC 62196): beyond, the value is no current of a car's charger.
EVSE_CEILING_A: Final = 80.0
# What a car's battery holds, in kWh: from a plug-in hybrid's to a lorry's.
CAR_BATTERY_KWH: Final = (3.0, 300.0)

# The repair issue that names stored data which could not be read.
DATA_LOST = "stored_data_lost"
