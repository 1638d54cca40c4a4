"""Raw columns behind the features that set the segments apart most."""

from customer_segmentation.report.block import Block, Table
from customer_segmentation.report.charts.profile import STRONGEST
from customer_segmentation.report.subject import Subject
from customer_segmentation.report.tables import Answer

HEADING = "Why do these segments exist?"
MAX_FEATURES = 8
QUERY = f"""with {STRONGEST},
origins as (
    select base_feature_name, min(place) as place, max(strength) as strength
    from strongest
    group by base_feature_name
)
select distinct
    origins.place,
    origins.strength,
    feature_catalog.feature_name,
    feature_catalog.label,
    feature_lineage.raw_table,
    feature_lineage.raw_column
from origins
inner join feature_lineage on origins.base_feature_name = feature_lineage.feature_name
inner join feature_catalog on origins.base_feature_name = feature_catalog.feature_name
where feature_lineage.raw_column is not null
order by
    origins.place,
    origins.strength desc,
    feature_catalog.feature_name,
    feature_lineage.raw_table,
    feature_lineage.raw_column"""


def ask(subject: Subject) -> Answer:
    """Raw columns of each feature, the strongest feature first."""
    return subject.ask(QUERY, "The lineage of these features is not known.")


def show(subject: Subject, answer: Answer) -> Block:
    """One row per feature."""
    raw_columns: dict[str, list[str]] = {}
    for row in answer:
        name = subject.labels[row["feature_name"]]
        raw_columns.setdefault(name, []).append(f"{row['raw_table']}.{row['raw_column']}")
    rows = [[label, ", ".join(names)] for label, names in raw_columns.items()]
    return Block(
        "The features that set the segments apart most, and the columns of the raw tables that "
        "each is computed from.",
        table=Table(["Feature", "Raw columns"], rows[:MAX_FEATURES]),
    )
