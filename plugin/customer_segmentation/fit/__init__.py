"""Choose and fit a model: algorithms, candidates, gates, stability, identity."""

from customer_segmentation.fit.points import Choice, choose

__all__ = ["Choice", "choose"]
