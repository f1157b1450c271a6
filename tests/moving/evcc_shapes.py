"""Answers of evcc's `/api/state`, made in the shapes it has: one loadpoint as of 2024, two with circuits and plans with several vehicles as of 2026.

No server's real answer: keys and kinds of values are those of evcc's own types, the home is made up.
"""

from typing import Any

# 2024: wrapped, "pv" modes, 0 for no limit, a forecast of tables.
ONE: dict[str, Any] = {
    "result": {
        "version": "0.133.0", "siteTitle": "Home", "currency": "EUR", "interval": 30,
        "gridConfigured": True, "gridPower": -812.4, "pvPower": 4310, "homePower": 350, "batteryConfigured": False,
        "bufferSoc": 0, "prioritySoc": 0, "residualPower": 100, "smartCostType": "", "tariffGrid": 0.312, "tariffFeedIn": 0.081,
        "loadpoints": [
            {
                "title": "Carport", "mode": "minpv", "minCurrent": 6, "maxCurrent": 16, "phasesConfigured": 3,
                "chargerPhases1p3p": False, "priority": 0, "connected": True, "charging": True, "chargePower": 4140,
                "enableThreshold": 0, "disableThreshold": 0, "limitSoc": 0, "limitEnergy": 20, "smartCostLimit": 0,
                "vehicleName": "db:1", "vehicleTitle": "Leaf", "vehicleSoc": 41, "planEnergy": 0, "planTime": "0001-01-01T00:00:00Z",
            }
        ],
        "vehicles": {"db:1": {"title": "Leaf", "capacity": 39, "minSoc": 20, "features": ["Offline"]}},
    }
}  # fmt: skip

# 2026: bare, two loadpoints on circuits, two rates, a home battery, a heat pump that is none of ours.
_NIGHT = 0.19
TWO: dict[str, Any] = {
    "version": "0.314.1", "currency": "EUR", "siteTitle": "Yard", "smartCostType": "priceforecast",
    "tariffGrid": 0.31, "tariffFeedIn": 0.07, "prioritySoc": 40, "bufferSoc": 80, "bufferStartSoc": 0, "residualPower": 0,
    "batteryDischargeControl": True, "batteryGridChargeLimit": None, "hems": {"config": {"configured": True}},
    "battery": {"power": -500, "soc": 71, "capacity": 10.2, "devices": []},
    "circuits": {
        "main": {"title": "House", "power": 900, "maxPower": 17250, "maxCurrent": 25},
        "garage": {"title": "Garage", "power": 0, "parent": "main", "maxPower": 0, "maxCurrent": 20},
    },
    # From midnight in Berlin, summer time, of 21 and 22 June 2026.
    "forecast": {
        "grid": [
            [1781992800 + hour * 3600, 1781996400 + hour * 3600, _NIGHT if (hour % 24 < 6 or hour % 24 >= 22) else 0.31]
            for hour in range(48)
        ]
    },
    "loadpoints": [
        {
            "name": "lp-1", "title": "Garage left", "mode": "pv", "minCurrent": 6, "maxCurrent": 16, "phasesConfigured": 0,
            "chargerPhases1p3p": True, "chargerSinglePhase": False, "priority": 2, "connected": True, "charging": False,
            "chargePower": 0, "enableThreshold": -300, "disableThreshold": 0, "enableDelay": 60, "disableDelay": 180,
            "minSoc": 0, "limitSoc": 0, "limitEnergy": 0, "smartCostLimit": 0.2, "smartFeedInPriorityLimit": 0.15,
            "vehicleName": "", "planStrategy": {"continuous": False, "precondition": 0},
        },
        {
            "name": "lp-2", "title": "Yard", "mode": "off", "minCurrent": 8, "maxCurrent": 32, "phasesConfigured": 1,
            "chargerPhases1p3p": False, "chargerSinglePhase": True, "priority": 0, "connected": False, "charging": False,
            "chargePower": 0, "smartCostLimit": None, "smartFeedInPriorityLimit": None, "vehicleName": "",
        },
        {
            "name": "lp-3", "title": "Heat pump", "mode": "pv", "chargerFeatureHeating": True, "connected": True,
            "charging": False, "chargePower": 0, "minCurrent": 6, "maxCurrent": 16, "vehicleName": "",
        },
    ],
    "vehicles": {},
}  # fmt: skip

# 2026: the names of modes as they are since; vehicles with plans, one of an unknown size, one that is away.
PLANS: dict[str, Any] = {
    "version": "0.316.0", "currency": "EUR", "smartCostType": "pricedynamic", "tariffGrid": 0.28, "tariffFeedIn": 0.08,
    "forecast": {"grid": [[1782036000 + slot * 900, 1782036900 + slot * 900, 0.2 + slot / 100] for slot in range(8)]},
    "loadpoints": [
        {
            "name": "lp-1", "title": "Wallbox", "mode": "smart", "alwaysCharge": "off", "minCurrent": 6, "maxCurrent": 16,
            "phasesConfigured": 3, "chargerPhases1p3p": False, "priority": 1, "connected": True, "charging": True,
            "chargePower": 7360, "vehicleName": "ev4", "smartCostLimit": None, "limitSoc": 0,
            "planStrategy": {"continuous": True, "precondition": 0},
        }
    ],
    "vehicles": {
        "ev4": {
            "title": "Family EV", "capacity": 77, "minSoc": 15, "limitSoc": 80, "mode": "smart",
            "repeatingPlans": [
                {"weekdays": [1, 2, 3], "time": "07:00", "tz": "Europe/Berlin", "soc": 80, "active": True},
                {"weekdays": [4, 5], "time": "07:00", "tz": "Europe/Berlin", "soc": 80, "active": True},
                {"weekdays": [6, 0], "time": "10:00", "tz": "Europe/Berlin", "soc": 90, "active": True},
                {"weekdays": [6, 0], "time": "11:00", "tz": "Europe/Berlin", "soc": 90, "active": False},
            ],
            "planStrategy": {"continuous": False, "precondition": 0},
        },
        "small": {
            "title": "Second car", "capacity": 24, "minSoc": 30, "mode": "now", "repeatingPlans": None,
            "plan": {"soc": 100, "time": "2026-06-22T05:00:00Z"},
        },
        "bike": {"title": "Scooter", "repeatingPlans": []},
    },
}  # fmt: skip
