"""The made data of this example: a customer table as a mailing house keeps it, without orders.

Three kinds of customers: families on a budget, couples and singles who buy wine and meat and answer
campaigns, and bargain hunters of the web. Run it to write the seed anew.
"""

from pathlib import Path

import numpy as np
import pandas as pd

CUSTOMERS = 500
KINDS = ["family", "connoisseur", "bargain"]
# Mean spend of two years on wines, fruit, meat, fish, sweets and gold.
SPEND = {
    "family": (90, 12, 60, 15, 14, 25),
    "connoisseur": (620, 60, 420, 90, 55, 75),
    "bargain": (260, 10, 70, 12, 10, 60),
}
GROUPS = ("wines", "fruit", "meat", "fish", "sweets", "gold")


def customer_table() -> tuple[pd.DataFrame, np.ndarray]:
    """The customers, and which kind each of them is."""
    random = np.random.default_rng(7)
    kind = random.choice(KINDS, CUSTOMERS, p=[0.42, 0.3, 0.28])
    is_family, is_connoisseur = kind == "family", kind == "connoisseur"
    income = np.select([is_family, is_connoisseur], [34_000, 76_000], 52_000)
    income = (income * random.lognormal(0, 0.13, CUSTOMERS)).round()
    table = pd.DataFrame(
        {
            "customer_no": np.arange(1001, 1001 + CUSTOMERS),
            "year_born": random.integers(1945, 1992, CUSTOMERS),
            "education": random.choice(["Basic", "Graduation", "Master", "PhD"], CUSTOMERS),
            "household": random.choice(["Single", "Married", "Together", "Divorced"], CUSTOMERS),
            "income": np.where(random.random(CUSTOMERS) < 0.02, np.nan, income),
            "children_home": np.where(is_family, random.integers(1, 3, CUSTOMERS), 0),
            "teenagers_home": np.where(
                is_connoisseur, 0, (random.random(CUSTOMERS) < 0.55).astype(int)
            ),
            "customer_since": (
                pd.Timestamp("2012-08-01")
                + pd.to_timedelta(random.integers(0, 690, CUSTOMERS), unit="D")
            ).strftime("%d-%m-%Y"),
            "last_purchase_days": random.integers(0, 100, CUSTOMERS),
        }
    )
    for place, group in enumerate(GROUPS):
        mean = np.array([SPEND[name][place] for name in kind])
        table[f"spend_{group}"] = (mean * random.lognormal(0, 0.35, CUSTOMERS)).round()
    table["deals_bought"] = random.poisson(np.where(kind == "bargain", 8, 2))
    table["web_purchases"] = random.poisson(np.select([is_family, is_connoisseur], [2, 5], 7))
    table["catalogue_purchases"] = random.poisson(
        np.select([is_family, is_connoisseur], [0.6, 6], 2)
    )
    table["store_purchases"] = 1 + random.poisson(np.select([is_family, is_connoisseur], [3, 8], 5))
    table["web_visits_month"] = random.poisson(np.select([is_family, is_connoisseur], [5, 2], 9))
    for number in range(1, 6):
        accepts = np.where(is_connoisseur, 0.35, 0.04)
        table[f"campaign_{number}"] = (random.random(CUSTOMERS) < accepts).astype(int)
    return table, kind


if __name__ == "__main__":
    path = Path(__file__).parent / "seeds" / "campaign_customers.csv"
    customer_table()[0].to_csv(path, index=False)
