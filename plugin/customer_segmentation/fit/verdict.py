"""What structure and stability of a fit mean for the reader, in words."""

from __future__ import annotations

from customer_segmentation.fit.candidates import Candidate
from customer_segmentation.fit.stability import STABLE


def verdict_in_words(structure: str, selected: Candidate, segments: int) -> str:
    """The verdict of `segment_models`.

    Parameters
    ----------
    structure : {'clustered', 'none'}
    selected : Candidate
    segments : int
        Their number.
    """
    if structure == "clustered":
        groups = (
            f"The customers form {segments} natural groups, much better separated than data without "
            "groups would show."
        )
    else:
        groups = (
            f"No clearly separated groups: the {segments} segments are a useful partition of the "
            "customers, not a discovery."
        )
    return f"{groups} {_stability(selected)}"


def _stability(selected: Candidate) -> str:
    lowest = selected.measures.jaccard_min
    if selected.is_admissible:
        return (
            f"Every segment is stable: resampled customers bring it back with a Jaccard similarity "
            f"of {lowest:.2f} or more."
        )
    if lowest >= STABLE:
        return f"Use with care: {'; '.join(selected.reasons)}."
    return (
        "No candidate had only stable segments; this is the most stable one. Its least stable "
        f"segment comes back with a Jaccard similarity of {lowest:.2f}, stable is {STABLE:.2f}."
    )
