"""Choose and fit a model: algorithms, candidates, gates, stability, identity."""
