"""The last merges of a hierarchical clustering as a tree, cut into a number of branches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from customer_segmentation.report import palette, words
from customer_segmentation.report.block import Block
from customer_segmentation.report.chart import Chart, chart, empty_figure, finite
from customer_segmentation.report.charts import versions
from customer_segmentation.report.subject import Subject
from customer_segmentation.report.tables import Answer

HEADING = "How the segments would merge"
MAX_MERGES = 29
QUERY = f"""with merges as (
    select merge_id, left_id, right_id, height, size
    from segment_dendrogram
    where segmentation = {{segmentation}}
)
select
    merges.merge_id,
    merges.left_id,
    merges.right_id,
    merges.height,
    merges.size,
    coalesce(
        left_side.size,
        merges.size - right_side.size,
        case when merges.size = 2 then 1 end
    ) as left_size,
    coalesce(
        right_side.size,
        merges.size - left_side.size,
        case when merges.size = 2 then 1 end
    ) as right_size
from merges
left join merges as left_side on merges.left_id = left_side.merge_id
left join merges as right_side on merges.right_id = right_side.merge_id
order by merges.height desc, merges.merge_id desc
limit {MAX_MERGES}"""


def ask(subject: Subject) -> Answer:
    """The last merges of the hierarchical candidate, with the sizes of what they join."""
    return subject.ask(
        QUERY, "There is no tree: hierarchical clustering was not among the candidates."
    )


def show(subject: Subject, answer: Answer) -> Block:
    """A dendrogram with a line where it is cut into the segments in force."""
    champion = versions.champion(subject)
    return Block(
        "Hierarchical clustering joins the most alike customers first. Long vertical lines before "
        "a join mean groups that differ; short ones mean that the number of segments is a choice.",
        dendrogram(answer, None if champion is None else int(champion["n_segments"])),
    )


@dataclass
class _Tree:
    """Where the merges are drawn.

    Attributes
    ----------
    leaves : list of str
        Sizes of the branches below the last merges, from left to right.
    places : dict of int to (float, float)
        x and height of each merge.
    lines : dict of int to (list, list)
        x and y of the three lines that join the two sides of each merge.
    """

    leaves: list[str] = field(default_factory=list)
    places: dict[int, tuple[float, float]] = field(default_factory=dict)
    lines: dict[int, tuple[list[float | None], list[float | None]]] = field(default_factory=dict)


def _place(kept: Mapping[int, Mapping[str, Any]]) -> _Tree:
    """Place every merge between its two sides; there are at most `MAX_MERGES` of them."""
    tree = _Tree()

    def end(row: Mapping[str, Any], side: str) -> tuple[float, float]:
        child = int(row[f"{side}_id"])
        if child in kept:
            return merge(child)
        size = row[f"{side}_size"]
        tree.leaves.append("" if words.is_null(size) else f"{int(size):,}")
        return float(len(tree.leaves) - 1), 0.0

    def merge(merge_id: int) -> tuple[float, float]:
        row = kept[merge_id]
        (x1, y1), (x2, y2) = end(row, "left"), end(row, "right")
        height = float(row["height"])
        tree.lines[merge_id] = ([x1, x1, x2, x2, None], [y1, height, height, y2, None])
        tree.places[merge_id] = ((x1 + x2) / 2, height)
        return tree.places[merge_id]

    children = {int(row[side]) for row in kept.values() for side in ("left_id", "right_id")}
    roots = [merge_id for merge_id in kept if merge_id not in children]
    for root in sorted(roots, key=lambda merge_id: -kept[merge_id]["height"]):
        merge(root)
    return tree


def dendrogram(answer: Answer, cut: int | None) -> Chart:
    """The merges as a tree, with a line where it is cut into so many branches."""
    kept = {int(row["merge_id"]): row for row in answer}
    tree = _place(kept)
    heights = sorted((row["height"] for row in kept.values()), reverse=True)
    level = None
    if cut and 2 <= cut <= len(heights):
        level = (heights[cut - 2] + heights[cut - 1]) / 2
    figure = empty_figure()
    for is_below in (True, False):
        drawn = [
            line
            for merge_id, line in tree.lines.items()
            if (level is not None and tree.places[merge_id][1] < level) == is_below
        ]
        figure.add_scatter(
            mode="lines",
            x=[x for xs, _ in drawn for x in xs],
            y=finite([y for _, ys in drawn for y in ys], 5),
            line={"color": palette.ACCENT if is_below else palette.MUTED, "width": 1.6},
            hoverinfo="skip",
        )
    figure.add_scatter(
        mode="markers",
        x=[tree.places[merge_id][0] for merge_id in kept],
        y=finite([tree.places[merge_id][1] for merge_id in kept], 5),
        marker={"size": 6, "color": palette.INK, "opacity": 0.75},
        customdata=[f"{int(row['size']):,}" for row in kept.values()],
        hovertemplate="%{customdata} customers joined at distance %{y:.1f}<extra></extra>",
    )
    if level is not None:
        figure.add_hline(
            level,
            line={"color": palette.INK, "width": 1, "dash": "dot"},
            annotation={
                "text": f"cut into {cut}",
                "font": {"size": 12, "color": palette.INK},
                "bgcolor": "rgba(255,255,255,0.85)",
            },
        )
    figure.update_xaxes(
        tickmode="array",
        tickvals=list(range(len(tree.leaves))),
        ticktext=tree.leaves,
        tickangle=-90,
        tickfont={"size": 10, "color": palette.MUTED},
        showgrid=False,
        range=[-0.7, len(tree.leaves) - 0.3],
        title={"text": "Customers of the sample in each branch"},
    )
    figure.update_yaxes(title={"text": "Distance when joined"}, rangemode="tozero")
    return chart(
        figure,
        f"Tree of the last {len(kept)} merges of hierarchical clustering"
        + (f", cut into {cut} branches." if level is not None else "."),
        height=380,
        narrow={"xaxis.showticklabels": False, "xaxis.title.text": "Branches of the sample"},
        narrow_height=320,
    )
