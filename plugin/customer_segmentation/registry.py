"""Which segmentations are fitted, and why: the refit policy over the append-only log of fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from customer_segmentation.settings import Segmentation, config_hash, select_features


@dataclass(frozen=True)
class Policy:
    """When a model is fitted again.

    Attributes
    ----------
    refit : {'auto', 'always', 'never'}
    max_model_age_days : int
        Age of the champion, in days of the data's as-of date, from which `auto` fits again.
    """

    refit: str = "auto"
    max_model_age_days: int = 365


def refit_reason(
    segmentation: Segmentation,
    catalog: Sequence[Mapping[str, Any]],
    history: pd.DataFrame,
    policy: Policy,
    as_of_date: pd.Timestamp,
    plugin_version: str,
) -> str | None:
    """Why a segmentation is due for a fit, or None when its champion stays.

    Parameters
    ----------
    segmentation : Segmentation
    catalog : sequence of mapping
        Rows of `feature_catalog`.
    history : pandas.DataFrame
        Rows of `segment_fits`, possibly none.
    policy : Policy
    as_of_date : pandas.Timestamp
        The current as-of date of the data.
    plugin_version : str

    Returns
    -------
    str or None
        first_fit, forced, configuration_changed, plugin_changed, model_too_old or None.
    """
    own = history[history["segmentation"] == segmentation.name].sort_values("model_version")
    accepted = own[own["outcome"] == "champion"]
    if accepted.empty:
        return "first_fit"
    if policy.refit == "never":
        return None
    if policy.refit == "always":
        return "forced"
    last = own.iloc[-1]
    digest = config_hash(segmentation, select_features(segmentation, catalog))
    if last["config_hash"] != digest:
        return "configuration_changed"
    if last["plugin_version"] != plugin_version:
        return "plugin_changed"
    age = (pd.Timestamp(as_of_date) - pd.Timestamp(last["fitted_as_of_date"])).days
    if age > policy.max_model_age_days:
        return "model_too_old"
    return None
