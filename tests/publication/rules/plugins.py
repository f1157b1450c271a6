"""Each plugin of hassfest and each check of HACS: where its rules are restated here, or why it has none for an integration like this one."""

from collections.abc import Mapping

_NOT_FOUND_ON_THE_NETWORK = (
    "its key in the manifest is unknown to our schema, so that using it fails until its rules are here"
)
_CORE_ONLY = "looks at Home Assistant's own repository"

# The modules in `script/hassfest/__main__.py`, in two groups: those that see each integration, and those that see the repository.
HASSFEST: Mapping[str, str] = {
    "application_credentials": "there is no file of this name: nobody logs in",
    "bluetooth": _NOT_FOUND_ON_THE_NETWORK,
    "brand": _CORE_ONLY,
    "codeowners": _CORE_ONLY,
    "conditions": "actions",
    "config_entry": _CORE_ONLY,
    "config_flow": "package",
    "config_schema": "package",
    "core_files": _CORE_ONLY,
    "coverage": _CORE_ONLY,
    "dependencies": "manifest",
    "device_classes": _CORE_ONLY,
    "dhcp": _NOT_FOUND_ON_THE_NETWORK,
    "docker": _CORE_ONLY,
    "icons": "icons",
    "integration_info": _CORE_ONLY,
    "integration_type": "manifest",
    "json": "package",
    "labs": _NOT_FOUND_ON_THE_NETWORK,
    "manifest": "manifest",
    "mdi_icons": _CORE_ONLY,
    "metadata": _CORE_ONLY,
    "mqtt": _NOT_FOUND_ON_THE_NETWORK,
    "mypy_config": _CORE_ONLY,
    "quality_scale": "quality_scale",
    "requirements": "manifest",
    "sensor": _CORE_ONLY,
    "services": "actions",
    "ssdp": _NOT_FOUND_ON_THE_NETWORK,
    "translations": "translations",
    "triggers": "actions",
    "usb": _NOT_FOUND_ON_THE_NETWORK,
    "zeroconf": _NOT_FOUND_ON_THE_NETWORK,
}

_ON_GITHUB = "a setting of the repository on GitHub, which no file shows"

# The modules in `custom_components/hacs/validate`.
HACS: Mapping[str, str] = {
    "archived": _ON_GITHUB,
    "brands": "marketplace",
    "description": _ON_GITHUB,
    "hacsjson": "marketplace",
    "images": "asked of dashboards' plugins and themes only",
    "information": "marketplace",
    "integration_manifest": "manifest",
    "issues": _ON_GITHUB,
    "license": "marketplace",
    "topics": _ON_GITHUB,
}
