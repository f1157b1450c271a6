"""Every rule of the validators' is proven by something broken: switched off, an example is judged otherwise."""

import pkgutil
from collections.abc import Sequence
from importlib import import_module

import pytest

from . import rules, test_actions, test_icons, test_manifest, test_marketplace, test_rules, test_translations
from .broken import Example
from .switched_off import OneRuleLess, one_rule_less

EXAMPLES: dict[str, Sequence[Example]] = {
    "actions": test_actions.EXAMPLES,
    "icons": test_icons.EXAMPLES,
    "manifest": test_manifest.EXAMPLES,
    "marketplace": test_marketplace.EXAMPLES,
    "package": test_rules.PACKAGE_EXAMPLES,
    "quality_scale": test_rules.SCALE_EXAMPLES,
    "translations": test_translations.EXAMPLES,
}
# What is where.
_NO_RULES = {"plugins"}
_MODULES = [module.name for module in pkgutil.iter_modules(rules.__path__) if module.name not in _NO_RULES]


def _is_noticed(less: OneRuleLess, examples: Sequence[Example]) -> bool:
    try:
        module = less.load()
        return any(example.misjudged(module) for example in examples)
    except Exception:  # noqa: BLE001  code that relied on the rule
        return True


@pytest.mark.parametrize("name", _MODULES)
def test_examples_are_judged_right(name: str) -> None:
    module = import_module(f"{rules.__name__}.{name}")
    assert list(filter(None, (example.misjudged(module) for example in EXAMPLES[name]))) == []


@pytest.mark.parametrize("name", _MODULES)
def test_no_rule_goes_unproven(name: str) -> None:
    module = import_module(f"{rules.__name__}.{name}")
    assert [less.line for less in one_rule_less(module) if not _is_noticed(less, EXAMPLES[name])] == []
