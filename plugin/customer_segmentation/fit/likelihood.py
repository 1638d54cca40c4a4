"""How likely customers are under a partition, whatever the algorithm and the shape of its segments.

The completed log-likelihood of a partition (ICL; Biernacki, Celeux & Govaert 2000): every customer
counts with the density of its own segment, so that segments that overlap pay for it. A segment takes
whichever describes it best, a normal distribution charged by BIC (Schwarz 1978) or a kernel density
judged on customers that it has not seen (leave-one-out; Duin 1976), which follows any shape. Outliers are
spread evenly over the box that holds all customers (Fraley & Raftery 1998). Normal distributions are
fitted on all customers; kernel densities need all pairs, and are fitted on a sample of them.
"""

from __future__ import annotations

import numpy as np

from customer_segmentation.model.prototypes import OUTLIER_SEGMENT

# What a kernel density is charged per customer, in nats. Without it one kernel density over several
# groups is as likely as one for each. Set on the development suite, where 0.1 to 0.25 do as well.
KERNEL_CHARGE = 0.2
# Bandwidths tried, relative to the median distance to the fifth neighbour.
BANDWIDTHS = (0.35, 0.5, 0.7, 1.0, 1.4, 2.0, 2.8)
BANDWIDTH_NEIGHBOUR = 5
MIN_KERNEL_CUSTOMERS = 8
# Share of a segment that may lie anywhere: one straggler must not decide.
STRAY_SHARE = 0.01
# Keeps a normal distribution from collapsing on equal values (share of the mean variance).
REGULARISATION = 0.01
# Covariances need few dimensions, as in mixtures.
MAX_COMPONENTS = 12


class PartitionLikelihood:
    """Completed log-likelihood of partitions of the same customers.

    Parameters
    ----------
    points : numpy.ndarray of shape (n, coordinates)
        Sample of the customers, without ties: equal values would make densities without bound.
    everybody : numpy.ndarray of shape (customers, coordinates), optional
        All customers, without ties; by default the sample.
    """

    def __init__(self, points: np.ndarray, everybody: np.ndarray | None = None) -> None:
        from sklearn.metrics import euclidean_distances

        self._everybody = points if everybody is None else everybody
        self._dimensions = points.shape[1]
        self._squared = euclidean_distances(points, squared=True)
        np.fill_diagonal(self._squared, np.inf)
        _, _, axes = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
        spans = np.ptp(points @ axes.T, axis=0)
        self._log_volume = float(np.log(np.maximum(spans, 1e-6 * spans.max())).sum())
        self._regularisation = max(REGULARISATION * float(points.var(axis=0).mean()), 1e-12)
        self._known: dict[bytes, float] = {}

    def of(self, labels: np.ndarray, everybody: np.ndarray | None = None) -> float:
        """Log-likelihood per customer in nats, higher is better.

        Parameters
        ----------
        labels : numpy.ndarray of shape (n,)
            Segments of the sample; 0 for outliers.
        everybody : numpy.ndarray of shape (customers,), optional
            Segments of all customers; by default those of the sample.
        """
        everybody = labels if everybody is None else everybody
        found, counts = np.unique(labels, return_counts=True)
        shares = counts / len(labels)
        density = [
            -self._log_volume
            if label == OUTLIER_SEGMENT
            else self._segment(np.flatnonzero(labels == label), np.flatnonzero(everybody == label))
            for label in found
        ]
        inside = found != OUTLIER_SEGMENT
        if inside.sum() > 1:
            own = float(shares[inside] @ np.array(density)[inside] / shares[inside].sum())
            alike = self._alike(everybody)
            if alike > own:
                density = list(np.where(inside, alike, density))
        return float(shares @ (np.log(shares) + density))

    def _segment(self, rows: np.ndarray, members: np.ndarray) -> float:
        """Mean log-density of a segment's customers."""
        key = members.tobytes()
        if key not in self._known:
            self._known[key] = max(self._normal(members), self._kernel(rows))
        return self._known[key]

    def _with_strays(self, log_density: np.ndarray) -> float:
        anywhere = np.log(STRAY_SHARE) - self._log_volume
        return float(np.logaddexp(np.log1p(-STRAY_SHARE) + log_density, anywhere).mean())

    def _normal(self, members: np.ndarray) -> float:
        """Mean log-density of one normal distribution, see `_normals`."""
        own = self._everybody[members]
        return self._normals(own - own.mean(axis=0), 1)

    def _alike(self, everybody: np.ndarray) -> float:
        """Mean log-density of the customers of segments, each a normal distribution of the same form."""
        labels, index = np.unique(everybody, return_inverse=True)
        count = np.bincount(index)
        sums = np.stack(
            [np.bincount(index, column, len(labels)) for column in self._everybody.T], axis=1
        )
        centred = self._everybody - (sums / count[:, None])[index]
        inside = labels != OUTLIER_SEGMENT
        return self._normals(centred[inside[index]], int(inside.sum()))

    def _normals(self, centred: np.ndarray, centres: int) -> float:
        """The better of a full and a diagonal covariance, less half of BIC's penalty for each.

        Parameters
        ----------
        centred : numpy.ndarray of shape (members, coordinates)
            Customers less the centres of their segments.
        centres : int
            Number of segments with this covariance.
        """
        count, dimensions = centred.shape
        covariance = centred.T @ centred / count + self._regularisation * np.eye(dimensions)
        root = np.linalg.cholesky(covariance)
        spread = np.sqrt(np.diag(covariance))
        constant = dimensions / 2 * np.log(2 * np.pi)
        found = []
        for whitened, scales, covariances in (
            (np.linalg.solve(root, centred.T).T, np.diag(root), dimensions * (dimensions + 1) / 2),
            (centred / spread, spread, dimensions),
        ):
            log_density = -0.5 * (whitened**2).sum(axis=1) - np.log(scales).sum() - constant
            penalty = (centres * dimensions + covariances) / 2 * np.log(len(self._everybody))
            found.append(self._with_strays(log_density) - penalty / count)
        return max(found)

    def _kernel(self, rows: np.ndarray) -> float:
        count, dimensions = len(rows), self._dimensions
        if count < MIN_KERNEL_CUSTOMERS:
            return -np.inf
        squared = self._squared[np.ix_(rows, rows)]
        neighbour = min(BANDWIDTH_NEIGHBOUR, count - 1) - 1
        scale = np.median(np.partition(squared, neighbour, axis=1)[:, neighbour])
        nearest = squared.min(axis=1)
        squared -= nearest[:, None]
        known: dict[int, float] = {}

        def density(position: int) -> float:
            """Of a bandwidth; too narrow and too wide are lower on either side of the best."""
            if not 0 <= position < len(BANDWIDTHS):
                return -np.inf
            if position not in known:
                variance = max(BANDWIDTHS[position] ** 2 * float(scale), 1e-12)
                kernels = np.exp(squared / (-2 * variance)).sum(axis=1)
                known[position] = self._with_strays(
                    np.log(kernels)
                    - nearest / (2 * variance)
                    - np.log(count - 1)
                    - dimensions / 2 * np.log(2 * np.pi * variance)
                )
            return known[position]

        best = len(BANDWIDTHS) // 2
        for step in (-1, 1):
            while density(best + step) > density(best):
                best += step
        return density(best) - KERNEL_CHARGE
