"""What an algorithm is to the rest of the fit."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from customer_segmentation.fit.effort import Effort
from customer_segmentation.fit.space import PrincipalAxes, common_space
from customer_segmentation.model.prototypes import OUTLIER_SEGMENT, Prototypes
from customer_segmentation.model.scoring import SCORERS


@dataclass(frozen=True)
class Recipe:
    """What to fit: an algorithm with its hyperparameters.

    Attributes
    ----------
    algorithm : Algorithm
    n_segments : int
        Number asked for; of an algorithm that finds the number itself, the number found.
    hyperparameters : mapping
        As `segment_candidates` shows them.
    """

    algorithm: Algorithm
    n_segments: int
    hyperparameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Terms:
    """What holds for every fit of a segmentation.

    Attributes
    ----------
    effort : Effort
    floor : float
        Smallest share of the customers that a segment may hold.
    seed : int
    """

    effort: Effort
    floor: float
    seed: int

    def smallest(self, customers: int) -> int:
        """Fewest of so many customers that are a segment."""
        return max(2, int(np.ceil(self.floor * customers)))


@dataclass(frozen=True)
class Tree:
    """Merges of a bounded sample that several recipes are cut from.

    Attributes
    ----------
    points : numpy.ndarray of shape (n, coordinates)
    merges : numpy.ndarray of shape (n - 1, 4)
        scipy's linkage.
    """

    points: np.ndarray
    merges: np.ndarray


@dataclass(frozen=True)
class Fit:
    """A fitted recipe.

    Attributes
    ----------
    recipe : Recipe
    prototypes : Prototypes or None
        Segments numbered from 1; None when the algorithm finds none.
    bic : float
        Bayesian information criterion on the fitted customers, lower is better; NaN without one.
    """

    recipe: Recipe
    prototypes: Prototypes | None
    bic: float = np.nan


class Algorithm(ABC):
    """A way to find segments that leaves prototypes, so that SQL can score every customer.

    Subclasses import scikit-learn where they use it: the import costs seconds, and a build that fits
    nothing does not pay for it. All fits are single-threaded, so that the number of threads cannot
    change a result.

    Attributes
    ----------
    name : str
        What settings and tables call it.
    title, label : str
        What the report calls it, in a heading and in a sentence.
    scorer : str
        Name in `customer_segmentation.model.scoring.SCORERS`.
    sample : str
        Which sample of `effort.SAMPLES` it is fitted on.
    most_components : int or None
        Principal components that it takes at most; None works in the common space.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    label: ClassVar[str]
    scorer: ClassVar[str]
    sample: ClassVar[str] = "fit"
    most_components: ClassVar[int | None] = None

    def space(self, axes: PrincipalAxes, pca: float | None) -> np.ndarray | None:
        """Loadings of the space that it works in; None is the encoded space itself."""
        if self.most_components is None:
            return common_space(axes, pca)
        return axes.leading(pca, self.most_components)

    def tree(self, points: np.ndarray, samples: Mapping[str, np.ndarray]) -> Tree | None:
        """What all recipes are cut from, if there is such a thing.

        Parameters
        ----------
        points : numpy.ndarray of shape (train customers, coordinates)
        samples : mapping of str to numpy.ndarray
            Rows of each sample of `effort.SAMPLES`.
        """
        return None

    def is_cut(self, recipe: Recipe) -> bool:
        """Whether a recipe is cut from a tree that other recipes are cut from, too."""
        return False

    def tree_again(self, recipe: Recipe, points: np.ndarray, terms: Terms) -> Tree:
        """The tree of other customers that recipes like this one are cut from."""
        raise NotImplementedError(f"{self.name} cuts no trees")

    @abstractmethod
    def recipes(self, points: np.ndarray, counts: Sequence[int]) -> list[Recipe]:
        """What to try.

        Parameters
        ----------
        points : numpy.ndarray of shape (n, coordinates)
            The customers that will be fitted.
        counts : sequence of int
            Numbers of segments asked for.
        """

    @abstractmethod
    def fit(
        self, recipe: Recipe, points: np.ndarray, terms: Terms, tree: Tree | None = None
    ) -> Fit:
        """Fit a recipe.

        Parameters
        ----------
        recipe : Recipe
            From `recipes`.
        points : numpy.ndarray of shape (n, coordinates)
        terms : Terms
        tree : Tree, optional
            From `tree`; made of these points when absent.
        """

    def refit(
        self,
        recipe: Recipe,
        points: np.ndarray,
        terms: Terms,
        sample_share: float = 1.0,
        tree: Tree | None = None,
    ) -> Prototypes | None:
        """A cold fit of a recipe on other customers; None when it finds no segment.

        `sample_share` is their number relative to the customers of the first fit, `tree` from
        `tree_again`; made of these points when absent.
        """
        return self.fit(recipe, points, terms, tree).prototypes

    def labels(self, points: np.ndarray, prototypes: Prototypes | None) -> np.ndarray:
        """Segment of each point, shape (n,); 0 for outliers, and for all without prototypes."""
        if prototypes is None:
            return np.full(len(points), OUTLIER_SEGMENT)
        return SCORERS[self.scorer].labels(points, prototypes)

    def labels_of_resample(
        self,
        recipe: Recipe,
        points: np.ndarray,
        drawn: np.ndarray,
        terms: Terms,
        fitted: int,
        trees: dict[int, Tree] | None = None,
    ) -> np.ndarray:
        """Refit on customers drawn with replacement and label those drawn.

        Parameters
        ----------
        recipe : Recipe
        points : numpy.ndarray of shape (n, coordinates)
        drawn : numpy.ndarray of shape (m,)
            Rows of `points`.
        terms : Terms
        fitted : int
            Customers of the first fit.
        trees : dict of int to Tree, optional
            By seed, of earlier recipes on the same resamples; grows.
        """
        own, trees = points[drawn], {} if trees is None else trees
        if self.is_cut(recipe) and terms.seed not in trees:
            trees[terms.seed] = self.tree_again(recipe, own, terms)
        tree = trees[terms.seed] if self.is_cut(recipe) else None
        return self.labels(own, self.refit(recipe, own, terms, tree=tree))
