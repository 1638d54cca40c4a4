"""Personal data is in no public table but audience_members, and there only on request."""

import json

import pytest

PERSONAL = ["email", "first_name", "last_name", "phone"]


def public_tables(demo) -> list[str]:
    manifest = json.loads((demo.folder / "target" / "manifest.json").read_text())
    return sorted(
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["access"] == "public"
    )


def test_public_tables_are_those_of_the_design(demo):
    assert {
        "customer_features",
        "customer_segments",
        "segments",
        "segment_rules",
        "feature_lineage",
        "audience_members",
    } <= set(public_tables(demo))


def test_no_public_table_holds_an_address_or_a_name(demo):
    people = demo.query("select email, phone, first_name, last_name from raw_customers")
    addresses = {str(value).strip().lower() for value in people["email"].dropna()}
    phones = {str(value).strip() for value in people["phone"].dropna()}
    names = {
        f"{row.first_name} {row.last_name}".lower()
        for row in people.dropna(subset=["first_name", "last_name"]).itertuples()
    }
    found = []
    for table in public_tables(demo):
        rows = demo.query(f'select * from "{table}"')
        for column in rows.columns:
            if rows[column].dtype.kind in "OTU" or str(rows[column].dtype).startswith("str"):
                text = " ".join(rows[column].dropna().astype(str).unique()).lower()
                if (
                    any(item in text for item in addresses)
                    or any(item in text for item in phones)
                    or any(item in text for item in names)
                ):
                    found.append(f"{table}.{column}")
    assert not found


@pytest.mark.parametrize("is_included", [False, True])
def test_contact_columns_are_filled_on_request_only(demo, is_included):
    result = demo.dbt(
        "compile", "--quiet", "--select", "audience_members", audience_include_contact=is_included
    )
    assert result.returncode == 0, result.stdout
    counts = demo.query(
        f"select {', '.join(f'count({name}) as {name}' for name in PERSONAL)} "
        f"from ({result.stdout})"
    )
    assert (counts.iloc[0] > 0).all() == is_included
    assert (counts.iloc[0] == 0).all() == (not is_included)
