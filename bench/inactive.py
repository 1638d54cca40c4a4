"""Who is called inactive, and who came back: the shop's own limit beside simpler ones.

python -m bench.inactive --seeds 601 602 --logs FOLDER --out docs/inactive.md

Orders of the zoo's shops at the seeds, and of every FOLDER/*.parquet with customer_id and ordered_date.
Each is cut so long before its end that it is known who came back; limits are learnt from before the
cut by the project's own SQL.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from customer_segmentation.demo.shops import SHOPS
from customer_segmentation.demo.shops_tables import write_shop
from customer_segmentation.predict.bg_nbd import WEEK, fit_bg_nbd

ROOT = Path(__file__).parents[1]
MODELS = ("shop_gaps", "past_silences", "activity_limits")
FEWEST_CUSTOMERS = 50
# Fewer silent customers make no share.
FEWEST_SILENT = 10
USUAL_LIMIT, YEAR = 3.0, 365
# So long a silence makes nobody inactive.
HOLIDAY_DAYS = 30
# Days among which one limit for a whole shop is looked for, as its usual gaps are.
DAYS = (15, 30, 45, 60, 90, 120, 180, 240, 300, 365, 450, 545, 730)
HISTORIES = """
    select
        customer_id,
        count(*) - 1 as repeats,
        max(ordered_date) - min(ordered_date) as last,
        $cut - min(ordered_date) as age,
        $cut - max(ordered_date) as silent_days,
        (max(ordered_date) - min(ordered_date)) / nullif(count(*) - 1, 0) as order_gap_days_mean
    from days
    where ordered_date < $cut
    group by customer_id
    order by customer_id
"""


def compile_models(folder: Path) -> None:
    """Write the SQL of the models that learn the limit to a folder for artefacts."""
    subprocess.run(
        [
            *(str(Path(sys.executable).with_name("dbt")), "--quiet", "compile"),
            *("--no-introspect", "--select", *MODELS, "--target-path", str(folder)),
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
        env={
            **os.environ,
            "DBT_PROFILES_DIR": str(ROOT / "profiles"),
            "CUSTOMER_SEGMENTATION_DB": str(folder / "none.duckdb"),
        },
    )


def compiled_models(folder: Path) -> dict[str, str]:
    """What `compile_models` wrote, on tables without a schema."""
    files = {path.stem: path.read_text() for path in folder.glob("compiled/**/features/*.sql")}
    return {name: re.sub(r'"[^"]+"\."[^"]+"\."(\w+)"', r"\1", files[name]) for name in MODELS}


def limits_at(
    connection: duckdb.DuckDBPyConnection, models: dict[str, str], cut: date
) -> dict[str, Any]:
    """The row of `activity_limits` for a date, from orders before it in the table ``days``."""
    histories = connection.execute(HISTORIES, {"cut": cut}).df()
    connection.register("histories", histories)
    connection.execute(
        "create or replace temp view int_customer_orders as select customer_id, ordered_date, "
        "ordered_date as ordered_at, '' as order_id, true as is_purchase from days"
    )
    connection.execute(
        "create or replace temp table customer_features as select "
        f"date '{cut}' as as_of_date, order_gap_days_mean from histories"
    )
    for name in MODELS:
        connection.execute(f"create or replace temp table {name} as {models[name]}")
    return connection.sql("from activity_limits").df().iloc[0].to_dict()


def days_limit(connection: duckdb.DuckDBPyConnection, limits: dict[str, Any]) -> float:
    """The number of days that is chosen like the number of gaps, for the whole shop; a year unless known."""
    past = connection.sql(
        """
        select
            as_of_date - days_before - max(ordered_date) as silent_days,
            any_value(has_come_back) as has_come_back
        from past_silences inner join days using (customer_id)
        where ordered_date < as_of_date - days_before
        group by customer_id, as_of_date, days_before
        """
    ).df()
    if len(past) < FEWEST_SILENT or limits["late_silences"] < FEWEST_SILENT:
        return float(YEAR)
    lost = [(1 - 2 * past["has_come_back"][past["silent_days"] > days]).sum() for days in DAYS]
    return float(DAYS[int(np.argmax(lost))]) if max(lost) > 0 else float(DAYS[-1])


def judged(name: str, orders: pd.DataFrame, models: dict[str, str]) -> dict[str, Any] | None:
    """Of the customers called inactive and slipping at the cut, by each rule, the share that came back.

    Parameters
    ----------
    name : str
    orders : pandas.DataFrame
        customer_id, ordered_date.
    models : dict of str to str
        What `compiled_models` gives.

    Returns
    -------
    dict or None
        None where the log is too short to be cut.
    """
    with duckdb.connect() as connection:
        connection.register("orders", orders)
        connection.execute(
            "create table days as select distinct customer_id::varchar as customer_id, "
            "ordered_date::date as ordered_date from orders "
            "where customer_id is not null and ordered_date is not null"
        )
        end = connection.execute("select max(ordered_date) + 1 from days").fetchall()[0][0]
        ahead = int(limits_at(connection, models, end)["return_days"])
        cut = end - timedelta(days=ahead)
        histories = connection.execute(HISTORIES, {"cut": cut}).df()
        if len(histories) < FEWEST_CUSTOMERS:
            return None
        limits = limits_at(connection, models, cut)
        days = days_limit(connection, limits)
        came = connection.execute(
            "select distinct customer_id from days where ordered_date >= $1 and ordered_date < $2",
            [cut, cut + timedelta(days=int(limits["return_days"]))],
        ).df()
    x, last, age = (histories[column].to_numpy(float) for column in ("repeats", "last", "age"))
    silent = histories["silent_days"].to_numpy(float)
    gaps = silent / np.maximum((last + 2 * limits["shop_gap_days"]) / (x + 2), 10)
    alive = fit_bg_nbd(x, last / WEEK, age / WEEK).alive(x, last / WEEK, age / WEEK)
    is_back = histories["customer_id"].isin(came["customer_id"]).to_numpy()
    late = gaps > limits["late_after_gaps"]
    inactive = {
        "own limit": (gaps > limits["inactive_after_gaps"]) & (silent > HOLIDAY_DAYS),
        "three gaps": gaps > USUAL_LIMIT,
        "a year": silent > YEAR,
        "own days": silent > days,
        "BG/NBD": alive < 0.5,
    }
    return {
        "shop": name,
        **limits,
        "own_days": days,
        "customers": len(histories),
        "active": _share(is_back, ~late & ~inactive["own limit"]),
        "slipping": _share(is_back, late & ~inactive["own limit"]),
        "wrong": {rule: float((called == is_back).mean()) for rule, called in inactive.items()},
        **{rule: _share(is_back, called) for rule, called in inactive.items()},
    }


def _share(is_back: np.ndarray, who: np.ndarray) -> tuple[float, int]:
    return (float(is_back[who].mean()) if who.any() else float("nan"), int(who.sum()))


def zoo(seed: int, folder: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    """Orders of the zoo's shops at a seed."""
    for shop in SHOPS:
        path = write_shop(folder / f"{shop}_{seed}", shop, None, seed)["orders"]
        dates = "try_cast(ordered_at as timestamp)::date as ordered_date"
        with duckdb.connect() as connection:
            orders = connection.execute(f"select customer_id, {dates} from '{path}'").df()
        yield f"{shop} {seed}", orders


RULES = ("own limit", "three gaps", "a year", "own days", "BG/NBD")
HEAD = (
    "| shop | usual gap | days | limit | active | slipping | inactive | three gaps | a year "
    "| one limit in days | P(alive) < 0.5 |"
)
TEXT = """# Who is inactive, and who comes back

A customer is *inactive* after a silence of more than 30 days that is longer, in usual gaps of their own,
than that from which on fewer than half of the shop's customers came back at four dates of the year before
(`activity_limits`; why so: DECISIONS.md).
Where the season is known, nobody is who will probably order within the horizon of churn, with a
`churn_probability` below 0.5, while the silence is not too long by their own mean gap, too: who buys each
Christmas is not lost in summer. The table is of silence alone.
Here the orders of shops were cut three usual gaps (60 to 365 days) before their end. Limits were learnt
from before the cut; the table says which share of the customers ordered in the *days* after it, by what
they were called at the cut, with their number in brackets. Beside the shop's own limit: three gaps for
every shop (the rule until then); a year of silence; one limit in days for the whole shop, learnt the same
way; P(alive) below 0.5 of BG/NBD (Fader, Hardie and Lee 2005), which takes everybody with one order for
alive. The limit in days is wrong about as seldom; it is one for daily and for yearly buyers, and calls
some inactive who are within their own usual gap. Made by `python -m bench.inactive`.
{origin}

"""


def _cell(found: tuple[float, int]) -> str:
    return f"{found[0]:.0%} ({found[1]:,})" if found[1] else "-"


def table(rows: list[dict[str, Any]]) -> str:
    """A row per shop, and what the rules come to over all of them."""
    lines = [HEAD, "|" + " --- |" * HEAD.count(" | ") + " --- |"]
    for row in rows:
        cells = [
            row["shop"],
            f"{row['shop_gap_days']:.0f}",
            f"{row['return_days']}",
            f"{row['inactive_after_gaps']:g}" + ("" if row["late_silences"] >= 20 else "*"),
            *(_cell(row[name]) for name in ("active", "slipping", *RULES)),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    lines += ["", "\\* too short a history: three gaps.", ""]
    lines += ["| over all shops | " + " | ".join(RULES) + " |", "| --- |" + " --- |" * len(RULES)]
    untrue = [
        sum(row[rule][1] >= FEWEST_SILENT and row[rule][0] > 0.5 for row in rows) for rule in RULES
    ]
    called = [sum(row[rule][1] >= FEWEST_SILENT for row in rows) for rule in RULES]
    wrong = [np.mean([row["wrong"][rule] for row in rows]) for rule in RULES]
    late = [sum(row[rule][1] for row in rows) for rule in RULES]
    lines.append(
        "| shops in which most of the inactive came back, of those with ten or more | "
        + " | ".join(f"{a} of {b}" for a, b in zip(untrue, called, strict=True))
        + " |"
    )
    lines.append(
        "| customers called wrongly, mean of shops | "
        + " | ".join(f"{share:.1%}" for share in wrong)
        + " |"
    )
    lines.append("| called inactive | " + " | ".join(f"{n:,}" for n in late) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="*", default=[601, 602])
    parser.add_argument("--logs", type=Path, help="folder of further order logs")
    parser.add_argument("--origin", default="", help="a sentence about the logs")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        compile_models(folder)
        models = compiled_models(folder)
        logs = [shop for seed in arguments.seeds for shop in zoo(seed, folder)]
        if arguments.logs:
            logs += [
                (path.stem, pd.read_parquet(path))
                for path in sorted(arguments.logs.glob("*.parquet"))
            ]
        rows = [row for shop, orders in logs if (row := judged(shop, orders, models))]
    text = table(rows)
    if arguments.out:
        arguments.out.write_text(TEXT.format(origin=arguments.origin) + text)
    print(text)


if __name__ == "__main__":
    main()
