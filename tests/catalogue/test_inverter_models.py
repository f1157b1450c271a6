import pvlib
import pytest

from custom_components.solar_charging.catalogue.inverter_models import (
    InverterModel,
    inverter_models,
    library_path,
    rated_ac_w_in,
)
from custom_components.solar_charging.catalogue.loader import load_catalogue


@pytest.fixture(scope="module")
def models() -> tuple[InverterModel, ...]:
    return inverter_models(load_catalogue(), library_path())


def test_a_person_browses_well_over_a_thousand_models_of_more_than_150_makes(models):
    assert len({model.make for model in models}) > 150
    assert len(models) > 1500


def test_a_model_of_the_library_has_its_rated_power_and_efficiency(models):
    (model,) = (one for one in models if (one.make, one.model) == ("Fronius", "Primo 5.0-1 208-240"))
    assert model.rated_ac_w == pytest.approx(5000, rel=0.05)
    assert 0.9 < (model.efficiency or 0) < 1


def test_a_make_that_can_be_read_says_by_what_the_core_integration_first(models):
    model = next(one for one in models if one.make == "SolarEdge")
    assert model.is_readable
    assert set(model.integrations[:2]) == {"solaredge", "solaredge_modbus"}


def test_a_make_nobody_reads_is_listed_and_says_so(models):
    listed = [model for model in models if model.make == "Yaskawa Solectria Solar"]
    assert listed
    assert not any(model.is_readable for model in listed)


def test_makes_are_not_listed_under_their_legal_names(models):
    makes = {model.make for model in models}
    assert {"Growatt", "Ginlong", "Huawei", "Hoymiles", "Canadian Solar"} <= makes
    assert not [make for make in makes if make.endswith((" Ltd", " Inc", " GmbH"))]


def test_a_model_sold_for_several_voltages_is_listed_once_with_the_most_it_delivers(models):
    names = [(model.make, model.model) for model in models]
    assert len(names) == len(set(names))


def test_the_curves_name_is_the_one_pvlib_knows_it_by(models):
    library = pvlib.pvsystem.retrieve_sam("CECInverter")
    curves = [model.curve for model in models if model.curve]
    assert curves
    assert set(curves) <= set(library.columns)


@pytest.mark.parametrize(
    ("name", "watts"),
    [
        ("GW10K-ET", 10_000), ("SUN2000-8KTL-M1", 8_000), ("Symo 20.0-3-M", 20_000), ("SE7600H", None), ("Sunny Boy 3.6", 3_600),
        ("PLENTICORE plus 8.5", 8_500), ("IQ8", None), ("X3-Hybrid-10.0kW", 10_000), ("Powador 10.0 TL3", 10_000), ("", None),
    ],
)  # fmt: skip
def test_the_rated_power_is_read_from_a_name_that_states_it(name, watts):
    assert rated_ac_w_in(name) == watts
