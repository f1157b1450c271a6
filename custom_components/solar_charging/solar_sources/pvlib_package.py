"""pvlib, asked for when it is first needed.

In the manifest it would be installed before anything starts: 87 MB to download and 278 MB on the card, again after each update of
Home Assistant's container; and where that fails, be it for a minute without a network, no charger would be controlled until the
next restart. Charging on measured surplus does not need it.
"""

from homeassistant.core import HomeAssistant
from homeassistant.requirements import (
    RequirementsNotFound,
    async_clear_install_history,
    async_process_requirements,
)

from ..const import DOMAIN
from ..solar.worker import WorkerError

REQUIREMENT = "pvlib==0.16.1"


async def async_ensure_pvlib(hass: HomeAssistant) -> None:
    """Have Home Assistant install pvlib unless it is there. Raises WorkerError."""
    try:
        await async_process_requirements(hass, DOMAIN, [REQUIREMENT], is_built_in=False)
    except (RequirementsNotFound, OSError) as error:
        # It would not be tried again otherwise, however long the network has been back.
        async_clear_install_history(hass)
        # No room on the disk, or no memory for the installer's process.
        cause = f": {error}" if isinstance(error, OSError) else ""
        raise WorkerError(f"{REQUIREMENT} could not be installed{cause}") from error
