"""One function per figure of the report: a plain query on the public tables."""

from __future__ import annotations

from customer_segmentation.report.tables import Answer, Tables, literal

MAX_POINTS = 1500
MAX_MERGES = 29
CURVE_POINTS = 60
BORDER_CONFIDENCE = 0.1
HEAT_MAP_FEATURES = 16
MIN_BUYERS = 5

_NOT_FITTED = (
    "This segmentation is set by definition, not fitted to data, so there was nothing to choose."
)


def segmentations(tables: Tables) -> Answer:
    """Segmentations with their number of segments and customers."""
    return tables.ask(
        """select
    segmentation,
    count(*) as segments,
    cast(sum(customer_count) as bigint) as customers,
    min(stability_jaccard) as lowest_stability
from segments
group by segmentation
order by segmentation""",
        {"segments": ["segmentation", "customer_count", "stability_jaccard"]},
        "The table segments has no rows.",
    )


def totals(tables: Tables) -> Answer:
    """Customers, orders and net spend at the current date."""
    return tables.ask(
        """select
    max(as_of_date) as as_of_date,
    count(*) as customers,
    cast(sum(case when order_count > 0 then 1 else 0 end) as bigint) as buyers,
    cast(sum(order_count) as bigint) as orders,
    sum(spend_net) as spend_net
from customer_features
where is_current""",
        {
            "customer_features": [
                "as_of_date",
                "customer_id",
                "order_count",
                "spend_net",
                "is_current",
            ]
        },
        "There are no current customers.",
    )


def segments(tables: Tables, segmentation: str) -> Answer:
    """Segments with size, value, traits and action."""
    return tables.ask(
        f"""select
    segment_id,
    segment_name,
    description,
    method,
    objective,
    customer_count,
    customer_share,
    revenue_share,
    revenue_share / nullif(customer_share, 0) as value_index,
    top_traits,
    stability_jaccard,
    stability_rating,
    recommended_action
from segments
where segmentation = {literal(segmentation)}
order by segment_id""",
        {
            "segments": [
                "segmentation",
                "segment_id",
                "segment_name",
                "description",
                "method",
                "objective",
                "customer_count",
                "customer_share",
                "revenue_share",
                "top_traits",
                "stability_jaccard",
                "stability_rating",
                "recommended_action",
            ]
        },
        "The segmentation has no segments.",
    )


def worth(tables: Tables, segmentation: str) -> Answer:
    """Share of customers and of revenue, the segment with most revenue first."""
    return tables.ask(
        f"""select segment_id, segment_name, customer_count, customer_share, revenue_share
from segments
where segmentation = {literal(segmentation)} and customer_count > 0
order by revenue_share desc nulls last, customer_share desc, segment_id""",
        {
            "segments": [
                "segmentation",
                "segment_id",
                "segment_name",
                "customer_count",
                "customer_share",
                "revenue_share",
            ]
        },
        "No segment has customers.",
    )


def segment_stability(tables: Tables, segmentation: str) -> Answer:
    """Bootstrap Jaccard similarity of each segment, the most stable first."""
    return tables.ask(
        f"""select segment_id, segment_name, stability_jaccard, stability_rating
from segments
where segmentation = {literal(segmentation)} and stability_jaccard is not null
order by stability_jaccard desc, segment_id""",
        {
            "segments": [
                "segmentation",
                "segment_id",
                "segment_name",
                "stability_jaccard",
                "stability_rating",
            ]
        },
        "This build did not measure the stability.",
    )


def key_figures(tables: Tables, segmentation: str) -> Answer:
    """What a retailer asks first of a segment: spend, orders, days since the last order."""
    return tables.ask(
        f"""select
    segment_id,
    max(case when feature_name = 'spend_net' then segment_mean end) as spend_mean,
    max(case when feature_name = 'order_count' then segment_mean end) as orders_mean,
    max(case when feature_name = 'recency_days' then segment_median end) as recency_median
from segment_profiles
where segmentation = {literal(segmentation)}
group by segment_id
order by segment_id""",
        {
            "segment_profiles": [
                "segmentation",
                "segment_id",
                "feature_name",
                "segment_mean",
                "segment_median",
            ]
        },
        "There are no profiles of this segmentation.",
    )


def model(tables: Tables, segmentation: str) -> Answer:
    """The model in force and those before it."""
    return tables.ask(
        f"""select
    model_version,
    fitted_as_of_date,
    algorithm,
    n_segments,
    hyperparameters,
    fit_reason,
    status,
    structure,
    verdict
from segment_models
where segmentation = {literal(segmentation)}
order by model_version desc""",
        {
            "segment_models": [
                "segmentation",
                "model_version",
                "fitted_as_of_date",
                "algorithm",
                "n_segments",
                "hyperparameters",
                "fit_reason",
                "status",
                "structure",
                "verdict",
            ]
        },
        _NOT_FITTED,
    )


def _strongest(segmentation: str) -> str:
    """The features that set the segments apart most, each measure in its most telling window.

    Strength is the share of the variance of a feature that lies between the segments. What may be
    clustered on comes before what is only described, which often repeats it.
    """
    return f"""strengths as (
    select
        segment_profiles.feature_name,
        regexp_replace(segment_profiles.feature_name, '_[0-9]+d$', '') as measure,
        case when max(segment_profiles.role) = 'feature' then 0 else 1 end as place,
        sum(segments.customer_share * power(segment_profiles.standardized_difference, 2))
            as strength
    from segment_profiles
    inner join segments
        on segment_profiles.segmentation = segments.segmentation
        and segment_profiles.segment_id = segments.segment_id
    where segment_profiles.segmentation = {literal(segmentation)}
        and segment_profiles.standardized_difference is not null
    group by segment_profiles.feature_name
),
strongest as (
    select feature_name, place, strength
    from strengths
    qualify row_number() over (
        partition by measure order by place, strength desc, feature_name
    ) = 1
    order by place, strength desc, feature_name
    limit {HEAT_MAP_FEATURES}
)"""


def profile(tables: Tables, segmentation: str) -> Answer:
    """The features that set the segments apart most, segment by segment."""
    label = "label" if tables.has("segment_profiles", "label") else "feature_name"
    unit = "unit" if tables.has("segment_profiles", "unit") else "cast(null as varchar)"
    return tables.ask(
        f"""with {_strongest(segmentation)}
select
    segment_profiles.feature_name,
    segment_profiles.{label} as label,
    {"segment_profiles." if unit == "unit" else ""}{unit} as unit,
    segment_profiles.segment_id,
    segment_profiles.segment_mean,
    segment_profiles.population_mean,
    segment_profiles.standardized_difference
from segment_profiles
inner join strongest on segment_profiles.feature_name = strongest.feature_name
where segment_profiles.segmentation = {literal(segmentation)}
order by
    strongest.place,
    strongest.strength desc,
    segment_profiles.feature_name,
    segment_profiles.segment_id""",
        {
            "segment_profiles": [
                "segmentation",
                "segment_id",
                "feature_name",
                "role",
                "segment_mean",
                "population_mean",
                "standardized_difference",
            ],
            "segments": ["segmentation", "segment_id", "customer_share"],
        },
        "There are no profiles of this segmentation.",
    )


def projection(tables: Tables, segmentation: str) -> Answer:
    """A bounded sample of customers on the first two principal components."""
    return tables.ask(
        f"""select segment_id, pc1, pc2
from customer_projection
where segmentation = {literal(segmentation)}
order by md5(customer_id), customer_id
limit {MAX_POINTS}""",
        {"customer_projection": ["segmentation", "customer_id", "segment_id", "pc1", "pc2"]},
        "There is no map: a segmentation by definition has no space of its own.",
    )


def projection_axes(tables: Tables, segmentation: str) -> Answer:
    """Correlation of the model's features with the two axes of the map."""
    source = "segment_model_features"
    if tables.has(source, "segmentation", "feature_name", "category"):
        names = tables.run(
            f"select distinct feature_name from {source} "
            f"where segmentation = {literal(segmentation)} and category is null "
            "order by feature_name"
        )["feature_name"].tolist()
    else:
        names = []
    names = [name for name in names if tables.has("customer_features", name)]
    parts = [
        f"""select
    {literal(name)} as feature_name,
    corr(pc1, {name}) as correlation_pc1,
    corr(pc2, {name}) as correlation_pc2
from placed"""
        for name in names
    ]
    return tables.ask(
        f"""with placed as (
    select customer_projection.pc1, customer_projection.pc2, customer_features.*
    from customer_projection
    inner join customer_features
        on customer_projection.customer_id = customer_features.customer_id
    where customer_projection.segmentation = {literal(segmentation)}
        and customer_features.is_current
)
"""
        + ("\nunion all\n".join(parts) or "select null as feature_name from placed where false")
        + "\norder by feature_name",
        {
            "customer_projection": ["segmentation", "customer_id", "pc1", "pc2"],
            "customer_features": ["customer_id", "is_current"],
        },
        "The axes have no features to be named after.",
    )


def feature_labels(tables: Tables) -> Answer:
    """The features in the business's words."""
    return tables.ask(
        "select feature_name, label from feature_catalog order by feature_name",
        {"feature_catalog": ["feature_name", "label"]},
        "The feature catalog has no rows.",
    )


def lineage(tables: Tables, segmentation: str) -> Answer:
    """Raw columns behind the features that set the segments apart most."""
    return tables.ask(
        f"""with {_strongest(segmentation)},
origins as (
    select
        split_part(feature_name, '=', 1) as feature_name,
        min(place) as place,
        max(strength) as strength
    from strongest
    group by split_part(feature_name, '=', 1)
)
select
    feature_catalog.label as feature,
    origins.feature_name as feature_column,
    string_agg(
        distinct feature_lineage.raw_table || '.' || feature_lineage.raw_column,
        ', '
        order by feature_lineage.raw_table || '.' || feature_lineage.raw_column
    ) as raw_columns
from feature_lineage
inner join origins on feature_lineage.feature_name = origins.feature_name
inner join feature_catalog on feature_lineage.feature_name = feature_catalog.feature_name
where feature_lineage.raw_column is not null
group by origins.place, origins.strength, feature_catalog.label, origins.feature_name
order by origins.place, origins.strength desc, origins.feature_name""",
        {
            "feature_lineage": ["feature_name", "raw_table", "raw_column"],
            "feature_catalog": ["feature_name", "label"],
            "segment_profiles": [
                "segmentation",
                "segment_id",
                "feature_name",
                "role",
                "standardized_difference",
            ],
            "segments": ["segmentation", "segment_id", "customer_share"],
        },
        "The lineage of these features is not known.",
    )


def variance_shares(tables: Tables, segmentation: str) -> Answer:
    """Share of the customers' variation that the map keeps."""
    return tables.ask(
        f"""select max(pc1_variance_share) + max(pc2_variance_share) as variance_share
from customer_projection
where segmentation = {literal(segmentation)}
having count(*) > 0""",
        {"customer_projection": ["segmentation", "pc1_variance_share", "pc2_variance_share"]},
        "The share is not known.",
    )


def dendrogram(tables: Tables, segmentation: str) -> Answer:
    """The last merges of the hierarchical candidate, with the sizes of what they join."""
    return tables.ask(
        f"""with merges as (
    select merge_id, left_id, right_id, height, size
    from segment_dendrogram
    where segmentation = {literal(segmentation)}
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
limit {MAX_MERGES}""",
        {
            "segment_dendrogram": [
                "segmentation",
                "merge_id",
                "left_id",
                "right_id",
                "height",
                "size",
            ]
        },
        "There is no tree: hierarchical clustering was not among the candidates.",
    )


def candidate_curves(tables: Tables, segmentation: str) -> Answer:
    """Per algorithm and number of segments the best setting by each measure."""
    return tables.ask(
        f"""select
    algorithm,
    n_segments,
    max(silhouette_test) as silhouette,
    max(prediction_strength) as prediction_strength,
    max(jaccard_mean) as jaccard,
    count(*) as candidates,
    cast(sum(case when is_admissible then 1 else 0 end) as bigint) as admissible,
    max(case when is_selected then 1 else 0 end) as is_selected
from segment_candidates
where segmentation = {literal(segmentation)}
group by algorithm, n_segments
order by algorithm, n_segments""",
        {
            "segment_candidates": [
                "segmentation",
                "algorithm",
                "n_segments",
                "silhouette_test",
                "prediction_strength",
                "jaccard_mean",
                "is_admissible",
                "is_selected",
            ]
        },
        _NOT_FITTED,
    )


def best_candidates(tables: Tables, segmentation: str) -> Answer:
    """Per algorithm the candidate that came furthest, and why it was not chosen."""
    return tables.ask(
        f"""with ranked as (
    select
        *,
        row_number() over (
            partition by algorithm
            order by
                case
                    when is_selected then 0
                    when is_admissible then 1
                    when jaccard_mean is not null then 2
                    else 3
                end,
                jaccard_mean desc nulls last,
                silhouette_test desc nulls last,
                n_segments,
                hyperparameters
        ) as place
    from segment_candidates
    where segmentation = {literal(segmentation)}
)
select
    algorithm,
    n_segments,
    silhouette_test,
    prediction_strength,
    jaccard_mean,
    smallest_share,
    structure_p_value,
    is_selected,
    rejection_reason
from ranked
where place = 1
order by case when is_selected then 0 else 1 end, algorithm""",
        {
            "segment_candidates": [
                "segmentation",
                "algorithm",
                "n_segments",
                "hyperparameters",
                "silhouette_test",
                "prediction_strength",
                "jaccard_mean",
                "smallest_share",
                "structure_p_value",
                "is_admissible",
                "is_selected",
                "rejection_reason",
            ]
        },
        _NOT_FITTED,
    )


def membership(tables: Tables, segmentation: str) -> Answer:
    """How clearly customers belong to their segment."""
    return tables.ask(
        f"""select
    segment_id,
    count(*) as customers,
    avg(confidence) as mean_confidence,
    avg(case when confidence < {BORDER_CONFIDENCE} then 1.0 else 0.0 end) as border_share
from customer_segments
where segmentation = {literal(segmentation)} and model_version is not null
group by segment_id
order by segment_id""",
        {"customer_segments": ["segmentation", "segment_id", "confidence", "model_version"]},
        "Every customer matches exactly one definition, so no membership is in doubt.",
    )


def membership_curves(tables: Tables, segmentation: str) -> Answer:
    """Confidence of evenly spaced customers, from the clearest member to the least clear."""
    return tables.ask(
        f"""with ordered as (
    select
        segment_id,
        confidence,
        row_number() over (
            partition by segment_id order by confidence desc, customer_id
        ) as place,
        count(*) over (partition by segment_id) as members
    from customer_segments
    where segmentation = {literal(segmentation)}
        and model_version is not null
        and confidence is not null
)
select
    segment_id,
    cast(place as double) / members as share_of_members,
    confidence
from ordered
where place = 1
    or floor(place * {CURVE_POINTS}.0 / members) > floor((place - 1) * {CURVE_POINTS}.0 / members)
order by segment_id, place""",
        {
            "customer_segments": [
                "segmentation",
                "segment_id",
                "customer_id",
                "confidence",
                "model_version",
            ]
        },
        "Every customer matches exactly one definition, so no membership is in doubt.",
    )


def stability(tables: Tables, segmentation: str) -> Answer:
    """Stability checks of each segment."""
    return tables.ask(
        f"""select segment_id, check_name, value, threshold, rating
from segment_stability
where segmentation = {literal(segmentation)}
order by check_name, segment_id""",
        {
            "segment_stability": [
                "segmentation",
                "segment_id",
                "check_name",
                "value",
                "threshold",
                "rating",
            ]
        },
        "There are no stability checks: a segmentation by definition cannot vary.",
    )


def migrations(tables: Tables, segmentation: str) -> Answer:
    """Moves between segments over the latest period."""
    return tables.ask(
        f"""select
    from_as_of_date,
    to_as_of_date,
    from_segment_id,
    to_segment_id,
    customer_count,
    share_of_from
from segment_migrations
where segmentation = {literal(segmentation)}
    and to_as_of_date = (
        select max(to_as_of_date)
        from segment_migrations
        where segmentation = {literal(segmentation)}
    )
order by from_segment_id, to_segment_id""",
        {
            "segment_migrations": [
                "segmentation",
                "from_as_of_date",
                "to_as_of_date",
                "from_segment_id",
                "to_segment_id",
                "customer_count",
                "share_of_from",
            ]
        },
        "There is no earlier period to compare with.",
    )


def sizes_over_time(tables: Tables, segmentation: str) -> Answer:
    """Customers per segment at each as-of date."""
    return tables.ask(
        f"""select
    as_of_date,
    segment_id,
    count(*) as customers,
    count(*) / cast(sum(count(*)) over (partition by as_of_date) as double) as customer_share
from customer_segment_history
where segmentation = {literal(segmentation)}
group by as_of_date, segment_id
order by as_of_date, segment_id""",
        {"customer_segment_history": ["segmentation", "as_of_date", "segment_id"]},
        "There is no history of this segmentation.",
    )


def drift(tables: Tables, segmentation: str) -> Answer:
    """Population stability index per period of what changed most lately."""
    threshold = "threshold" if tables.has("segment_drift", "threshold") else "cast(0.25 as double)"
    return tables.ask(
        f"""with own as (
    select
        from_as_of_date,
        to_as_of_date,
        subject_type,
        subject_name,
        psi,
        {threshold} as threshold,
        rating
    from segment_drift
    where segmentation = {literal(segmentation)} and psi is not null
),
latest as (
    select subject_type, subject_name, psi
    from own
    where to_as_of_date = (select max(to_as_of_date) from own)
    order by psi desc, subject_name
    limit 12
)
select
    own.from_as_of_date,
    own.to_as_of_date,
    own.subject_type,
    own.subject_name,
    own.psi,
    own.threshold,
    own.rating
from own
inner join latest
    on own.subject_type = latest.subject_type and own.subject_name = latest.subject_name
order by latest.psi desc, own.subject_name, own.to_as_of_date desc""",
        {
            "segment_drift": [
                "segmentation",
                "from_as_of_date",
                "to_as_of_date",
                "subject_type",
                "subject_name",
                "psi",
                "rating",
            ]
        },
        "Drift was not measured: there is no earlier period, or nothing was fitted.",
    )


def rules(tables: Tables, segmentation: str) -> Answer:
    """Rules in words of SQL, per dialect."""
    return tables.ask(
        f"""select segment_id, dialect, predicate, "precision", recall, coverage
from segment_rules
where segmentation = {literal(segmentation)}
order by segment_id, dialect""",
        {
            "segment_rules": [
                "segmentation",
                "segment_id",
                "dialect",
                "predicate",
                "precision",
                "recall",
                "coverage",
            ]
        },
        "There are no rules for this segmentation.",
    )


def affinity(tables: Tables, segmentation: str) -> Answer:
    """Products and categories that a segment buys more than others do."""
    name = "item_name" if tables.has("segment_product_affinity", "item_name") else "item_id"
    has_bound = tables.has("segment_product_affinity", "lift_lower_bound")
    surely_more = "lift_lower_bound > 1" if has_bound else "lift > 1"
    return tables.ask(
        f"""select segment_id, item_type, {name} as item, buyers, support, lift, rank
from segment_product_affinity
where segmentation = {literal(segmentation)}
    and rank <= 5
    and buyers >= {MIN_BUYERS}
    and {surely_more}
order by segment_id, item_type, rank, {name}""",
        {
            "segment_product_affinity": [
                "segmentation",
                "segment_id",
                "item_type",
                "item_id",
                "buyers",
                "support",
                "lift",
                "rank",
            ]
        },
        "No product stands out in any segment, or the build has no order lines.",
    )


def budget(tables: Tables, segmentation: str) -> Answer:
    """Share of value and recommended share of the budget."""
    return tables.ask(
        f"""select segment_id, value_share, recommended_share, reason
from segment_budget
where segmentation = {literal(segmentation)}
order by recommended_share desc, segment_id""",
        {
            "segment_budget": [
                "segmentation",
                "segment_id",
                "value_share",
                "recommended_share",
                "reason",
            ]
        },
        "There is no budget for this segmentation.",
    )


def money(tables: Tables, segmentation: str) -> Answer:
    """Spend of the past year, and what the next quarter brings if customers move on as lately."""
    return tables.ask(
        f"""select
    segment_id,
    value_365d,
    expected_value_90d,
    value_at_risk_90d,
    growth_value_90d,
    lapsed_value_90d
from segment_budget
where segmentation = {literal(segmentation)}
order by value_365d desc, segment_id""",
        {
            "segment_budget": [
                "segmentation",
                "segment_id",
                "value_365d",
                "expected_value_90d",
                "value_at_risk_90d",
                "growth_value_90d",
                "lapsed_value_90d",
            ]
        },
        "There is no budget for this segmentation.",
    )


def recommendation_quality(tables: Tables, segmentation: str) -> Answer:
    """How often recommended items were in orders kept out of the count."""
    return tables.ask(
        f"""select list_name, customers, customers_hit, hit_rate_at_10, verdict
from recommendation_quality
where segmentation = {literal(segmentation)}
order by list_name""",
        {
            "recommendation_quality": [
                "segmentation",
                "list_name",
                "customers",
                "customers_hit",
                "hit_rate_at_10",
                "verdict",
            ]
        },
        "Recommendations were not measured for this segmentation.",
    )
