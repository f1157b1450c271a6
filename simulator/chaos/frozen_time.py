"""Lets time be frozen in Home Assistant as its own tests do; to be imported before its modules."""

import tests.ha_shim  # noqa: F401  first: lets the test package run on this release

# isort: split
import freezegun.api
from pytest_homeassistant_custom_component import patch_time

for _name, _own in {
    "FakeDate": patch_time.HAFakeDate,
    "FakeDatetime": patch_time.HAFakeDatetime,
    "datetime_to_fakedatetime": patch_time.ha_datetime_to_fakedatetime,
    "_get_module_attributes": patch_time.ha_get_module_attributes,
    "_get_module_attributes_hash": patch_time.ha_get_module_attributes_hash,
    "_should_use_real_time": patch_time.ha_should_use_real_time,
    "get_current_time": patch_time.ha_get_current_time,
}.items():
    setattr(freezegun.api, _name, _own)
