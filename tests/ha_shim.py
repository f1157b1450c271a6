"""Early pytest plugin: lets the test package, which pins Home Assistant 2026.10, run on 2026.11 as well.

To be deleted with the first release of pytest-homeassistant-custom-component for 2026.11.
"""

import homeassistant  # noqa: F401  first of all: it replaces httpx and voluptuous, which others must not import before
from homeassistant.components import logger

if not hasattr(logger, "_clear_logger_overwrites"):
    setattr(logger, "_clear_logger_overwrites", lambda hass: None)  # noqa: ARG005, B010  the test package's own signature and name
