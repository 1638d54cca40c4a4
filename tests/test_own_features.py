"""Features of a user's own project take part like the package's, without a file of the package."""

import pytest
from project import ROOT, Project, with_packages

YAML = """
models:
  - name: customer_brands
    description: One row per customer and as-of date with a purchase before it.
    columns:
      - {name: customer_id}
      - {name: as_of_date}
      - name: favourite_brand_share
        description: Share of the units bought that are of the customer's most bought brand.
        data_type: double
        config:
          meta:
            segmentation:
              {role: feature, family: loyalty_to_brands, transform: none, impute: median,
               label: favourite brand, unit: share, words: {high: true to a brand, low: any brand}}
  - name: customer_household
    description: One row per customer.
    columns:
      - {name: customer_id}
      - name: household_size
        description: People in the household.
        data_type: bigint
        config:
          meta:
            segmentation:
              {role: profile, family: household, transform: none, impute: median}
      - name: income_band
        description: Income, from low to high.
        data_type: string
        config:
          meta:
            segmentation: {role: profile, family: household, transform: none, impute: zero}
"""
BRANDS = """
with

    lines as (
        {{ customer_segmentation.before_as_of_dates(ref("customer_order_lines"), "ordered_date") }}
    ),

    brands as (
        select customer_id, as_of_date, brand, sum(quantity) as units
        from lines
        where is_bought and brand is not null
        group by customer_id, as_of_date, brand
    )

select
    customer_id,
    as_of_date,
    cast(max(units) as double) / sum(units) as favourite_brand_share
from brands
group by customer_id, as_of_date
"""
HOUSEHOLD = """
select
    customer_ids.customer_id,
    max(1 + length(customers.customer_id) % 4) as household_size,
    max(case when customers.customer_id < 'c' then 'low' else 'high' end) as income_band
from {{ ref("customer_segmentation", "raw_customers") }} as customers
inner join {{ ref("customer_ids") }} on customers.customer_id = customer_ids.source_customer_id
group by customer_ids.customer_id
"""
PROJECT = """
name: shopper
profile: customer_segmentation
flags: {require_ref_searches_node_package_before_root: true}
vars:
  customer_segmentation:
    effort: quick
    feature_models: [customer_brands, customer_household]
    segmentations:
      - {name: behaviour, method: clusters, algorithms: [kmeans], n_segments: {min: 3, max: 6}}
      - name: brands
        method: clusters
        algorithms: [kmeans]
        n_segments: 3
        features: {families: [loyalty_to_brands, frequency]}
      - name: households
        method: rules
        rules:
          - {segment: Large, when: "household_size > 2"}
          - {segment: Small}
"""


FILES = {
    "packages.yml": f"packages: [{{local: {ROOT}}}]",
    "dbt_project.yml": PROJECT,
    "models/own.yml": YAML,
    "models/customer_brands.sql": BRANDS,
    "models/customer_household.sql": HOUSEHOLD,
}


def shopper(folder) -> Project:
    """A project that installs this one and has features of its own."""
    root = folder / "shopper"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return with_packages(Project(folder / "build", root=root))


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Project:
    project = shopper(tmp_path_factory.mktemp("own"))
    project.build()
    return project


def test_the_mart_has_them_beside_its_own_columns(built):
    differences = built.query(
        """
        select count(*) as rows
        from customer_features_extended as extended
        full join customer_features as mart using (customer_id, as_of_date)
        left join customer_brands as brands using (customer_id, as_of_date)
        left join customer_household as households using (customer_id)
        where extended.order_count is distinct from mart.order_count
            or extended.favourite_brand_share is distinct from brands.favourite_brand_share
            or extended.household_size is distinct from households.household_size
        """
    )
    assert differences["rows"].item() == 0
    known = built.query(
        "select count(favourite_brand_share) as n, count(income_band) as m"
        " from customer_features_extended"
    )
    assert known["n"].item() > 300 and known["m"].item() > 300


def test_the_catalog_names_their_model(built):
    catalog = built.query(
        "select feature_name, model_name, label, family, is_usable from feature_catalog"
        " where model_name <> 'customer_features' order by feature_name"
    )
    assert catalog["feature_name"].tolist() == [
        "favourite_brand_share",
        "household_size",
        "income_band",
    ]
    assert catalog["model_name"].tolist() == ["customer_brands"] + ["customer_household"] * 2
    assert catalog["is_usable"].all()


def test_a_family_of_ones_own_is_clustered_on_without_being_named(built):
    used = built.query(
        "select segmentation from segment_model_features"
        " where feature_name = 'favourite_brand_share' order by segmentation"
    )
    assert used["segmentation"].tolist() == ["behaviour", "brands"]


def test_profiles_rules_and_names_speak_of_them(built):
    profiles = built.query(
        "select distinct feature_name from segment_profiles where segmentation = 'brands'"
    )["feature_name"].tolist()
    assert {"favourite_brand_share", "household_size", "income_band=high"} <= set(profiles)
    rules = built.query("select predicate from segment_rules where segmentation = 'brands'")
    assert rules["predicate"].str.contains("favourite_brand_share").any()
    traits = built.query("select top_traits from segments where segmentation = 'brands'")
    assert traits["top_traits"].str.contains("true to a brand|any brand", na=False).any()
    sizes = built.query(
        "select segment_name, customer_count from segments where segmentation = 'households'"
    )
    assert (
        sizes["customer_count"].sum()
        == built.query("select count(*) as n from customer_features where is_current")["n"].item()
    )


def test_their_lineage_reaches_the_raw_tables(built):
    found = built.query(
        "select raw_table, raw_column from feature_lineage"
        " where feature_name = 'favourite_brand_share'"
    )
    assert ("raw_order_items", "quantity") in set(found.itertuples(index=False, name=None))


@pytest.fixture(scope="module")
def mistaken(tmp_path_factory) -> Project:
    """A project whose files a test may change: what it left as it was is parsed once."""
    project = shopper(tmp_path_factory.mktemp("mistaken"))
    project.writes_json = False
    return project


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (
            {
                "models/customer_household.sql": HOUSEHOLD.rpartition("group by")[0].replace(
                    "max(", "("
                )
            },
            [
                "customer_household",
                "more than one row per customer",
                "describe its column as_of_date",
            ],
        ),
        (
            {"models/own.yml": YAML.replace("        data_type: bigint\n", "")},
            ["feature_models.customer_household", "household_size", "data_type"],
        ),
        (
            {"models/own.yml": YAML.replace("household_size", "order_count")},
            ["feature_models.customer_household", "order_count", "customer_features"],
        ),
        (
            {"models/own.yml": YAML.replace("household_size", "is_test")},
            ["feature_models.customer_household", "is_test", "as fit_sample has"],
        ),
        (
            {"models/own.yml": YAML.replace("role: feature", "rol: feature")},
            ["favourite_brand_share of customer_brands", "rol is unknown"],
        ),
    ],
    ids=["grain", "type", "name", "reserved name", "metadata"],
)
def test_mistakes_are_named(mistaken, files, words):
    for name, text in {**FILES, **files}.items():
        (mistaken.root / name).write_text(text)
    result = mistaken.dbt(
        "build",
        "--select",
        "+customer_features_extended",
        "--indirect-selection",
        "cautious",
    )
    assert result.returncode != 0
    for word in words:
        assert word in result.stdout, result.stdout[-3000:]
