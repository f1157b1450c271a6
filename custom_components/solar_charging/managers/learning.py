"""Lets the estimator compare itself with what is measured."""

from ..engine.measure.reading import Reading
from ..engine.model import SurplusSource
from ..solar_sources.estimator import SolarEstimator
from .step_result import StepResult


def learn(estimator: SolarEstimator, result: StepResult) -> None:
    """Take note of generation and house load, where they were measured."""
    site = result.decision.site
    if isinstance(result.inputs.generation_w, Reading):
        estimator.observe_generation(result.now, result.inputs.generation_w.value, is_curtailed=site.is_curtailed)
    if site.source is SurplusSource.GRID_METER and site.house_load_w is not None:
        estimator.observe_house_load(result.now, site.house_load_w)
