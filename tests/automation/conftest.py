"""A home whose automations note what happened."""

from tests.api.conftest import hass_without_array  # noqa: F401  a home is made the same way
from tests.integration.conftest import (
    _no_worker,  # noqa: F401  pvlib's process is left out here, too
    home,  # noqa: F401  the home of plain states
)
