"""Three small shops of the zoo say what they must; `make shops` builds all fifteen."""

import pytest
from bench.shops import build_shop, unmet

DEVELOPMENT_SEED = 1


@pytest.mark.parametrize(
    ("name", "customers"), [("no_amounts", 300), ("one_month", 250), ("business_customers", 80)]
)
def test_a_shop_says_what_it_must(tmp_path, name, customers):
    outcome = build_shop(name, tmp_path, DEVELOPMENT_SEED, customers)
    assert unmet(outcome) == [], (tmp_path / "build.log").read_text()[-3000:]
