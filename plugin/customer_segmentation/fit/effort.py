"""How much work a fit may do."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Effort:
    """Bounds of a fit; all sizes are numbers of customers.

    Attributes
    ----------
    customers : int
        Most customers of the sample that a fit looks at, train and test together.
    fit, mixture, tree, resampled_tree, density : int
        Largest sample that centres, mixtures, trees (first, and of resamples) and densities are
        fitted on.
    starts : int
        Random starts of k-means.
    metrics : int
        Subsample of train, and of test, for measures that need all pairs.
    bootstrap : int
        Subsample that is resampled.
    screening, resamples : int
        Bootstrap resamples of the candidates that compete, and most of those in doubt and of finalists.
    reference, references : int
        Size and number of the data sets without clusters.
    record : int
        Subsample of which candidates that cannot win are resampled a few times, for the record; 0 does
        not resample them.
    splits : int
        Times that halves of the customers repeat the whole choice.
    describe : bool
        Whether measures that decide nothing are taken too, for the record.
    """

    customers: int
    fit: int
    mixture: int
    tree: int
    resampled_tree: int
    density: int
    starts: int
    metrics: int
    bootstrap: int
    screening: int
    resamples: int
    reference: int
    references: int
    record: int = 500
    splits: int = 0
    describe: bool = True


EFFORT = {
    "quick": Effort(
        customers=10_000,
        fit=5_000,
        mixture=2_000,
        tree=1_500,
        resampled_tree=500,
        density=2_000,
        starts=3,
        metrics=1_000,
        bootstrap=1_000,
        screening=6,
        resamples=50,
        reference=800,
        references=19,
        splits=1,
    ),
    "standard": Effort(
        customers=50_000,
        fit=20_000,
        mixture=3_000,
        tree=2_000,
        resampled_tree=1_000,
        density=4_000,
        starts=5,
        metrics=1_000,
        bootstrap=1_500,
        screening=10,
        resamples=50,
        reference=1_000,
        references=39,
        splits=3,
    ),
    "thorough": Effort(
        customers=200_000,
        fit=50_000,
        mixture=8_000,
        tree=5_000,
        resampled_tree=2_000,
        density=8_000,
        starts=10,
        metrics=3_000,
        bootstrap=4_000,
        screening=50,
        resamples=100,
        reference=2_000,
        references=99,
        splits=5,
    ),
}
# A repeated choice is as thorough as needed to come out the same, and six of them cost less than one fit.
REPEATED = Effort(
    customers=3_000,
    fit=2_000,
    mixture=1_000,
    tree=800,
    resampled_tree=400,
    density=1_500,
    starts=2,
    metrics=500,
    bootstrap=500,
    screening=6,
    resamples=10,
    reference=500,
    references=19,
    record=0,
    describe=False,
)
# Settings of scikit-learn within a fit.
_UNCHECKED = {"assume_finite": True, "skip_parameter_validation": True}
# Fields of Effort that bound a sample which algorithms are fitted on.
SAMPLES = ("fit", "mixture", "tree", "density")


def draw(rng: np.random.Generator, size: int, cap: int) -> np.ndarray:
    """Rows of a random subsample of at most `cap` of so many customers, in order."""
    if size <= cap:
        return np.arange(size)
    return np.sort(rng.choice(size, cap, replace=False))


@contextmanager
def single_threaded() -> Iterator[None]:
    """Keep BLAS and OpenMP to one thread: sums in a fixed order, whatever the machine.

    scikit-learn's checks of arguments are left out: a fit makes thousands of small fits of finite points.
    Its warnings too: of fewer different points than segments, and of a last step that still moved.
    """
    import scipy.linalg  # noqa: F401  (a library is limited only once it is loaded)
    import sklearn.cluster
    import sklearn.mixture
    import sklearn.neighbors
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    with (
        threadpool_limits(1),
        sklearn.config_context(**_UNCHECKED),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield
