"""The fitted segmentations as pictures: customers on two axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from customer_segmentation.model.segment_model import from_json
from customer_segmentation.model.tables import (
    INTEGER,
    NUMBER,
    TEXT,
    champions,
    typed_frame,
)

MAX_CUSTOMERS = 5_000
CUSTOMER_PROJECTION = {
    "segmentation": TEXT,
    "customer_id": TEXT,
    "segment_id": INTEGER,
    "pc1": NUMBER,
    "pc2": NUMBER,
    "pc1_variance_share": NUMBER,
    "pc2_variance_share": NUMBER,
}


def principal_plane(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Place points on their first two principal components.

    Parameters
    ----------
    points : numpy.ndarray of shape (n, coordinates)

    Returns
    -------
    places : numpy.ndarray of shape (n, 2)
        Zero where the points have fewer than two directions. The largest loading of each component
        is positive, so that the same points always give the same picture.
    variance_shares : numpy.ndarray of shape (2,)
        Share of the points' variance on each axis.
    """
    centered = points - points.mean(axis=0)
    _, singular, loadings = np.linalg.svd(centered, full_matrices=False)
    kept = min(2, len(singular))
    loadings = loadings[:kept]
    largest = np.abs(loadings).argmax(axis=1)
    loadings *= np.sign(loadings[np.arange(kept), largest])[:, None]
    places, shares = np.zeros((len(points), 2)), np.zeros(2)
    places[:, :kept] = centered @ loadings.T
    total = float((singular**2).sum())
    if total > 0:
        shares[:kept] = singular[:kept] ** 2 / total
    return places, shares


def projection_table(
    log: pd.DataFrame,
    segmentations: Sequence[Mapping[str, Any]],
    customers: pd.DataFrame,
    assigned: pd.DataFrame,
) -> pd.DataFrame:
    """Place a bounded sample of customers on two axes, for each fitted segmentation.

    Parameters
    ----------
    log : pandas.DataFrame
        `segment_fits`.
    segmentations : sequence of mapping
        What `read_settings` gives.
    customers : pandas.DataFrame
        `fit_sample` at the current as-of date.
    assigned : pandas.DataFrame
        `sample_segments`: segmentation, customer_id, segment_id, sample_rank.

    Returns
    -------
    pandas.DataFrame
        At most `MAX_CUSTOMERS` rows per segmentation, in the model's own space.
    """
    indexed = customers.set_index("customer_id")
    tables = [typed_frame([], CUSTOMER_PROJECTION)]
    for fit in champions(log, segmentations).to_dict("records"):
        own = assigned[assigned["segmentation"] == fit["segmentation"]]
        own = own.sort_values("sample_rank").head(MAX_CUSTOMERS)
        if own.empty:
            continue
        sample = indexed.loc[own["customer_id"]].reset_index()
        places, shares = principal_plane(from_json(fit["model_json"]).project(sample))
        tables.append(
            pd.DataFrame(
                {
                    "segmentation": fit["segmentation"],
                    "customer_id": own["customer_id"].to_numpy(),
                    "segment_id": own["segment_id"].to_numpy(),
                    "pc1": places[:, 0],
                    "pc2": places[:, 1],
                    "pc1_variance_share": shares[0],
                    "pc2_variance_share": shares[1],
                }
            ).astype(CUSTOMER_PROJECTION)
        )
    return pd.concat(tables, ignore_index=True)
