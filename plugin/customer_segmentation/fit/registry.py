"""When a segmentation is fitted again, and whether the new model replaces the champion.

Nothing here imports scikit-learn, so that a build which fits nothing stays quick.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from customer_segmentation.model.drift import bin_counts, population_stability_index, psi_noise
from customer_segmentation.model.segment_model import rows_of
from customer_segmentation.model.settings import Segmentation, config_hash, select_features

# Tenure shifts as time passes; that alone is no reason for a fit.
AGEING_FAMILY = "tenure"
# A challenger may be this much worse than the champion and still replace it.
CHALLENGER_FACTOR = 0.9


@dataclass(frozen=True)
class Policy:
    """When a model is fitted again.

    Attributes
    ----------
    refit : {'auto', 'always', 'never'}
    max_model_age_days : int
        Age of the champion, in days of the data's as-of date, from which `auto` fits again.
    drift_threshold : float
        PSI of a clustered feature from which `auto` fits again.
    """

    refit: str
    max_model_age_days: int
    drift_threshold: float


def drifted_features(
    frame: pd.DataFrame,
    bins: Sequence[Mapping[str, Any]],
    fitted_customers: int,
    threshold: float,
) -> dict[str, float]:
    """Features whose distribution moved away from that of the fit.

    Parameters
    ----------
    frame : pandas.DataFrame
        Customers now.
    bins : sequence of mapping
        Bins of the stored model, see `drift.feature_bins`.
    fitted_customers : int
        Number of customers that the bins were counted on.
    threshold : float
        PSI; small samples need more (`drift.psi_noise`).

    Returns
    -------
    dict of str to float
        PSI of the features above the threshold, largest first. A feature that is no longer there is
        left out: the configuration has changed.
    """
    found = {}
    for feature in sorted({row["feature_name"] for row in bins} & set(frame.columns)):
        own = [row for row in bins if row["feature_name"] == feature]
        before = np.array([row["customers"] for row in own])
        now = bin_counts(frame, own)
        before = np.append(before, fitted_customers - before.sum())
        now = np.append(now, len(frame) - now.sum())
        psi = population_stability_index(before, now)
        if psi > max(threshold, psi_noise(len(own), fitted_customers, len(frame))):
            found[feature] = psi
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def refit_reason(
    segmentation: Segmentation,
    catalog: Sequence[Mapping[str, Any]],
    history: pd.DataFrame,
    policy: Policy,
    as_of_date: pd.Timestamp,
    plugin_version: str,
    read_current: Callable[[], pd.DataFrame],
) -> tuple[str, str] | None:
    """Why a segmentation is due for a fit, or None when its champion stays.

    Parameters
    ----------
    segmentation : Segmentation
    catalog : sequence of mapping
        Rows of `feature_catalog`.
    history : pandas.DataFrame
        `segment_fits`, possibly without rows.
    policy : Policy
    as_of_date : pandas.Timestamp
        The current as-of date of the data.
    plugin_version : str
    read_current : callable
        Returns the sampled customers of the current date. Called only to look for drift, when the
        data is newer than the last fit.

    Returns
    -------
    (str, str) or None
        first_fit, forced, configuration_changed, plugin_changed, model_too_old or drift, and the
        same in words. After a rejected challenger, age and drift count from that attempt, so that a
        build does not try the same again every day.
    """
    own = history[history["segmentation"] == segmentation.name].sort_values("model_version")
    if not (own["outcome"] == "champion").any():
        return "first_fit", "there was no model yet"
    if policy.refit == "never":
        return None
    if policy.refit == "always":
        return "forced", "the var refit is always"
    last = own.iloc[-1]
    if last["config_hash"] != config_hash(segmentation, select_features(segmentation, catalog)):
        return "configuration_changed", "settings or features of the segmentation changed"
    if last["plugin_version"] != plugin_version:
        return "plugin_changed", f"plugin {last['plugin_version']} became {plugin_version}"
    age = (pd.Timestamp(as_of_date) - pd.Timestamp(last["fitted_as_of_date"])).days
    if age > policy.max_model_age_days:
        return "model_too_old", f"the last fit is {age} days old"
    bins = rows_of(json.loads(last["model_json"]).get("bins", {}))
    if age <= 0 or not bins:
        return None
    ageing = {row["feature_name"] for row in catalog if row["family"] == AGEING_FAMILY}
    bins = [row for row in bins if row["feature_name"] not in ageing]
    drifted = drifted_features(
        read_current(), bins, int(last["sample_customers"]), policy.drift_threshold
    )
    if not drifted:
        return None
    figures = ", ".join(f"{name} (PSI {psi:.2f})" for name, psi in drifted.items())
    return "drift", f"drift of {figures}"


def rejection(
    reason: str,
    challenger_value: float,
    champion_value: float | None,
    challenger_is_admissible: bool,
    champion_is_admissible: bool,
    why_inadmissible: str,
) -> str | None:
    """Why a challenger does not replace the champion, or None when it does.

    Parameters
    ----------
    reason : str
        Reason of the fit. A changed configuration is the user's decision: there the challenger
        always wins.
    challenger_value, champion_value : float or None
        Explained variance of the current test customers; None when the champion cannot score them.
    challenger_is_admissible, champion_is_admissible : bool
        Whether they passed the gates.
    why_inadmissible : str
        The challenger's gates in words.
    """
    if reason == "configuration_changed" or champion_value is None:
        return None
    if champion_is_admissible and not challenger_is_admissible:
        return f"it fails a gate that the champion passed: {why_inadmissible}"
    if challenger_value < CHALLENGER_FACTOR * champion_value:
        return (
            f"it explains {challenger_value:.3f} of the variance of the test customers, less than "
            f"{CHALLENGER_FACTOR} times the champion's {champion_value:.3f}"
        )
    return None
