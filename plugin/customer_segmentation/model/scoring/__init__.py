"""How stored models put customers into segments, each scorer in numpy and in SQL.

A model names its scorer; algorithms that leave prototypes of the same kind share one.
"""

from __future__ import annotations

from customer_segmentation.model.scoring.density import Density
from customer_segmentation.model.scoring.gaussian_mixture import GaussianMixture
from customer_segmentation.model.scoring.nearest_center import NearestCenter
from customer_segmentation.model.scoring.scorer import Scorer

SCORERS: dict[str, Scorer] = {
    scorer.name: scorer for scorer in (NearestCenter(), GaussianMixture(), Density())
}
