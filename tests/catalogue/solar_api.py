"""A Fronius hybrid with a meter and a battery that answers the Solar API: values of a sunny noon, made up."""

from typing import Any

from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

HOST = "http://fronius"
SERVICES = f"{HOST}/solar_api/v1"


def _answer(data: Any, **arguments: Any) -> dict[str, Any]:
    head = {
        "RequestArguments": arguments,
        "Status": {"Code": 0, "Reason": "", "UserMessage": ""},
        "Timestamp": "2026-06-21T12:00:00+00:00",
    }
    return {"Head": head, "Body": {"Data": data}}


def _value(value: float, unit: str) -> dict[str, Any]:
    return {"Value": value, "Unit": unit}


INVERTERS = {
    "1": {
        "CustomName": "Roof", "DT": 1, "ErrorCode": 0, "InverterState": "Running", "PVPower": 10000, "Show": 1, "StatusCode": 7,
        "UniqueID": "30000001",
    }
}  # fmt: skip
COMMON = {
    "DAY_ENERGY": _value(12000, "Wh"), "PAC": _value(4000, "W"), "TOTAL_ENERGY": _value(9e6, "Wh"), "UDC": _value(600, "V"),
    "DeviceStatus": {"InverterState": "Running", "StatusCode": 7, "ErrorCode": 0},
}  # fmt: skip
METER = {
    "0": {
        "Details": {"Manufacturer": "Fronius", "Model": "Smart Meter TS 65A-3", "Serial": "40000001"},
        "Enable": 1, "Meter_Location_Current": 0, "PowerReal_P_Sum": -3000.0, "TimeStamp": 1781999999, "Visible": 1,
    }
}  # fmt: skip
STORAGE = {
    "0": {
        "Controller": {
            "Capacity_Maximum": 10000.0, "DesignedCapacity": 10000.0, "Current_DC": 1.0, "Enable": 1, "StateOfCharge_Relative": 81.0,
            "Temperature_Cell": 25.0, "TimeStamp": 1781999999, "Voltage_DC": 400.0,
            "Details": {"Manufacturer": "BYD", "Model": "BYD Battery-Box Premium HV", "Serial": "50000001"},
        },
        "Modules": [],
    }
}  # fmt: skip
# Generation 4.4 kW = house 1.0 kW + export 3.0 kW + charging 0.4 kW.
POWER_FLOW = {
    "Inverters": {"1": {"DT": 1, "E_Day": 12000.0, "E_Total": 9e6, "E_Year": None, "P": 4000, "SOC": 81.0, "Battery_Mode": "normal"}},
    "Site": {
        "BackupMode": False, "BatteryStandby": False, "E_Day": 12000.0, "E_Total": 9e6, "E_Year": None, "Meter_Location": "grid",
        "Mode": "bidirectional", "P_Akku": -400.0, "P_Grid": -3000.0, "P_Load": -1000.0, "P_PV": 4400.0,
        "rel_Autonomy": 100.0, "rel_SelfConsumption": 31.8,
    },
    "Smartloads": {"Ohmpilots": {}},
    "Version": "12",
}  # fmt: skip


def answer_as_fronius(mocker: AiohttpClientMocker) -> None:
    """Answer every request that Home Assistant's Fronius integration makes."""
    mocker.get(
        f"{HOST}/solar_api/GetAPIVersion.cgi",
        json={"APIVersion": 1, "BaseURL": "/solar_api/v1/", "CompatibilityRange": "1.7-3"},
    )
    mocker.get(f"{SERVICES}/GetInverterInfo.cgi", json=_answer(INVERTERS))
    mocker.get(
        f"{SERVICES}/GetInverterRealtimeData.cgi?Scope=Device&DeviceId=1&DataCollection=CommonInverterData",
        json=_answer(COMMON, DataCollection="CommonInverterData", DeviceId="1", Scope="Device"),
    )
    for service, devices in {"Meter": METER, "Storage": STORAGE, "OhmPilot": {}}.items():
        mocker.get(f"{SERVICES}/Get{service}RealtimeData.cgi?Scope=System", json=_answer(devices, Scope="System"))
    mocker.get(f"{SERVICES}/GetPowerFlowRealtimeData.fcgi", json=_answer(POWER_FLOW))
    mocker.get(f"{SERVICES}/GetActiveDeviceInfo.cgi", json=_answer({}))
