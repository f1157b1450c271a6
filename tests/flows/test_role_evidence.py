"""The right sensor is among the first three to choose from, whatever language it is named in."""

import pytest

from custom_components.solar_charging.catalogue.entry import Role
from custom_components.solar_charging.flows.role_evidence import _fitting, _fitting_of, folded_words, likelihood

# What stands beside them in every home.
BESIDE = [
    "Netzwerkschrank Leistung", "Internet Router Power", "Fernseher", "Waschmaschine Leistung", "Wallbox Leistung", "Kitchen plug power",
    "Phone battery", "Server rack power", "PV forecast now", "Grid power L1", "Dishwasher power", "Lave-linge puissance",
    "Keuken stopcontact vermogen", "Lavadora potencia", "Tesla Model 3 charger power", "Desk light power",
]  # fmt: skip
# Generation, grid, import, export, battery, charging, discharging, load.
NAMES = {
    "English": ["Solar power", "Grid power", "Grid import power", "Grid export power", "Battery power", "Battery charging power",
                "Battery discharging power", "House consumption"],
    "German": ["Photovoltaik Erzeugung", "Netzleistung", "Netzbezug", "Einspeisung", "Batterieleistung", "Batterieladung",
               "Batterieentladung", "Hausverbrauch"],
    "Dutch": ["Zonnepanelen vermogen", "Netvermogen", "Afname van net", "Teruglevering", "Thuisbatterij vermogen",
              "Batterij opladen", "Batterij ontladen", "Huisverbruik"],
    "French": ["Production solaire", "Puissance réseau", "Soutirage réseau", "Injection réseau", "Puissance batterie",
               "Charge batterie", "Décharge batterie", "Consommation maison"],
    "Italian": ["Produzione fotovoltaica", "Potenza rete", "Prelievo dalla rete", "Immissione in rete", "Potenza batteria",
                "Carica batteria", "Scarica batteria", "Consumo casa"],
    "Spanish": ["Producción fotovoltaica", "Potencia de red", "Importación de red", "Vertido a red", "Potencia batería",
                "Carga batería", "Descarga batería", "Consumo de la casa"],
    "Portuguese": ["Produção solar", "Potência da rede", "Importação da rede", "Injeção na rede", "Potência da bateria",
                   "Carga da bateria", "Descarga da bateria", "Consumo da casa"],
    "Polish": ["Produkcja fotowoltaiki", "Moc sieci", "Pobór z sieci", "Oddawanie do sieci", "Moc akumulatora",
               "Ładowanie akumulatora", "Rozładowanie akumulatora", "Zużycie domu"],
    "Czech": ["Výroba FVE solární", "Výkon ze sítě", "Odběr ze sítě", "Přetoky do sítě", "Výkon baterie", "Nabíjení baterie",
              "Vybíjení baterie", "Spotřeba domu"],
    "Danish": ["Solceller produktion", "Elnet effekt", "Køb fra elnet", "Salg til elnet", "Batteri effekt", "Batteri opladning",
               "Batteri afladning", "Husforbrug"],
    "Swedish": ["Solceller effekt", "Elnät effekt", "Köpt effekt från elnät", "Inmatning till elnät", "Batteri effekt",
                "Batteri laddning", "Batteri urladdning", "Hushållets förbrukning"],
    "Norwegian": ["Solcellepanel produksjon", "Strømnett effekt", "Import fra nett", "Innmating til nett", "Batteri effekt",
                  "Batteri lading", "Batteri utlading", "Strømforbruk hus"],
    "Finnish": ["Aurinkopaneelien tuotanto", "Sähköverkon teho", "Osto verkosta", "Syöttö verkkoon", "Akun teho akku",
                "Akun lataus", "Akun purku", "Talon kulutus"],
}  # fmt: skip
ROLES = [
    Role.PV_POWER, Role.GRID_POWER, Role.GRID_IMPORT_POWER, Role.GRID_EXPORT_POWER, Role.BATTERY_POWER,
    Role.BATTERY_CHARGE_POWER, Role.BATTERY_DISCHARGE_POWER, Role.LOAD_POWER,
]  # fmt: skip


@pytest.mark.parametrize("language", NAMES)
@pytest.mark.parametrize("role", ROLES)
def test_the_right_sensor_is_among_the_first_three(language: str, role: Role) -> None:
    names = [*BESIDE, *NAMES[language]]
    first = sorted(names, key=lambda name: (-likelihood(role, name, 500.0), name))[:3]
    assert NAMES[language][ROLES.index(role)] in first


@pytest.mark.parametrize("name", ["Netzwerkschrank", "Internet Router", "Netzwerk Switch Power"])
def test_a_network_is_no_grid(name: str) -> None:
    assert likelihood(Role.GRID_POWER, name, 50.0) <= 0


@pytest.mark.parametrize("name", ["Thuisaccu vermogen", "Moc magazynu energii", "Kotiakun teho", "Powerwall flow"])
def test_a_battery_is_known_by_its_compounds_and_cases(name: str) -> None:
    assert likelihood(Role.BATTERY_POWER, name, -900.0) > likelihood(Role.LOAD_POWER, name, -900.0)
    assert likelihood(Role.BATTERY_POWER, name, -900.0) > 0


def test_of_two_sensors_the_one_that_has_been_seen_below_zero_is_the_signed_one() -> None:
    assert likelihood(Role.GRID_POWER, "Meter", -500.0) > likelihood(Role.GRID_POWER, "Meter", 500.0)


def test_a_total_comes_before_its_parts() -> None:
    assert likelihood(Role.PV_POWER, "PV total power", 1.0) > likelihood(Role.PV_POWER, "PV power string 1", 1.0)


def test_words_are_compared_without_accents_and_case() -> None:
    assert folded_words("Zużycie_ŁĄCZNE Größe Strømmåler") == ("zuzycie", "laczne", "grosse", "strommaler")


def test_any_number_of_names_is_looked_through_and_forgotten() -> None:
    for number in range(5000):
        likelihood(Role.GRID_POWER, f"Device{number} power", 50.0)
    assert all(kept.cache_info().currsize <= 2048 for kept in (_fitting, _fitting_of))


# What sensors are called in homes where nobody calls them by their role.
KNOWN_OTHERWISE = [
    (Role.GRID_POWER, "Shelly 3EM Gesamtwirkleistung"),
    (Role.GRID_POWER, "Netzbezug/Einspeisung"),
    (Role.GRID_POWER, "Puissance soutirée/injectée"),
    (Role.GRID_POWER, "Strømmåler effekt"),
    (Role.GRID_POWER, "Tibber Pulse Leistung"),
    (Role.GRID_IMPORT_POWER, "Grid consumption"),
    (Role.GRID_IMPORT_POWER, "Consumo de la red"),
    (Role.GRID_IMPORT_POWER, "Netverbruik"),
    (Role.GRID_IMPORT_POWER, "Kjøp"),
    (Role.GRID_EXPORT_POWER, "Rückspeisung"),
    (Role.GRID_EXPORT_POWER, "Réinjection"),
    (Role.GRID_EXPORT_POWER, "Energia ceduta"),
    (Role.PV_POWER, "Dachanlage Leistung"),
    (Role.PV_POWER, "Balkonkraftwerk Leistung"),
    (Role.PV_POWER, "Hoymiles HMS-800 Leistung"),
    (Role.PV_POWER, "FVE výkon"),
    (Role.BATTERY_POWER, "Hausbatterie Leistung"),
    (Role.BATTERY_POWER, "Batterie Laden/Entladen"),
    (Role.BATTERY_POWER, "BYD Leistung"),
    (Role.BATTERY_POWER, "ESS power"),
    (Role.LOAD_POWER, "Consumo casa"),
    (Role.LOAD_POWER, "Verbrauch aktuell"),
]


@pytest.mark.parametrize(("role", "name"), KNOWN_OTHERWISE)
def test_what_homes_call_it_is_among_the_first_three(role: Role, name: str) -> None:
    names = [*BESIDE, "Zappi power grid", "go-eCharger Grid power", name]
    first = sorted(names, key=lambda one: (-likelihood(role, one, 500.0), one))[:3]
    assert name in first
    assert likelihood(role, name, 500.0) > 0


@pytest.mark.parametrize("name", ["Zappi power grid", "go-eCharger Grid power", "Wallbox Netzleistung"])
def test_what_a_charger_calls_its_grid_is_no_homes(name: str) -> None:
    assert likelihood(Role.GRID_POWER, name, 500.0) <= 0
