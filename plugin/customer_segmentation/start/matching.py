"""Which raw table and column is which of the contract: proposals from names, types and values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import cache

import pandas as pd

from customer_segmentation.start.synonyms import COLUMNS, CUSTOMER_NAMES, KEY_ENDINGS, TABLES

# Share of a column's known values that must be readable as the kind.
READABLE_SHARE = 0.9
# A name this similar to a synonym is taken for a misspelling or an inflection of it.
SIMILAR = 0.86
# The same of one word of several, where a letter more or less counts for more.
SIMILAR_WORD = 0.75
# What a name must at least score to be proposed; a word of a synonym alone scores 0.5.
LEAST_SCORE = 0.5
# What a name must score to be a synonym itself and not to have one in it: purchases of the web are
# not all purchases.
WHOLE_NAME = 0.75
# Share of a column's different values that must be codes or known spellings of a closed list,
# unless its name says what it is: a state is a status in one shop and a region in another.
KNOWN_CODES_SHARE = 0.5
# Share of the values of a column that must be known statuses for it to be one, whatever its name.
TELLING_SHARE = 0.6
# Of a column that its name alone does not call a key: share of rows in which it is known, and of
# customers that it tells apart. Few buyers are of a company, and three kinds of card tell nobody apart.
TELLING_KEY_SHARE = 0.5
KEY_WORDS = {*KEY_ENDINGS, "nummer", "codigo", "codice", "numero"}
# Words for yes and no, as staging reads them.
ANSWERS = {
    "true", "false", "yes", "no", "y", "n", "0", "1", "t", "f", "0.0", "1.0", "ja", "nein", "oui",
    "non", "si", "sí", "sì", "sim", "nee", "não", "nao",
}  # fmt: skip
# A synonym that ends a name without marks between its words has this many letters: salesorderid.
GLUED_LETTERS = 7
# Rows of a customer, in the mean, from which on a table is a log and no list of customers.
REPEATED_ORDERS = 2
# Numbers to pay with are nobody's key.
OF_PAYMENT = re.compile(r"credit|debit|iban|payment|bank")
ABBREVIATED = {"amt": "amount", "qty": "quantity", "acct": "account"}
CURRENCY_ENDING = re.compile(
    r"_(usd|eur|gbp|chf|cad|aud|nzd|inr|brl|jpy|cny|sek|nok|dkk|pln|mxn|zar)$"
)
NUMBER_TYPES = ("int", "double", "float", "decimal", "numeric", "real", "number")
TIME_TYPES = ("date", "timestamp", "datetime")
# What is a part of a total or is taken of it, and words that tell a total with or without it.
PARTS_OF_TOTAL = {
    "tax", "taxes", "vat", "gst", "mwst", "tva", "iva", "btw", "refund", "refunds", "refunded",
    "tip", "tips", "points", "shipping", "freight", "discount", "discounts",
}  # fmt: skip
WITH_PART = {
    "inc", "incl", "including", "included", "ex", "exc", "excl", "excluding", "excluded", "with",
    "without", "after", "before", "net", "of",
}  # fmt: skip
# A date that needs no date_format.
ISO_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}([T ].*)?")
YEAR, SHORT_YEAR, MONTH, DAY = (
    r"(19|20)\d\d",
    r"\d\d",
    r"(0?[1-9]|1[0-2])",
    r"(0?[1-9]|[12]\d|3[01])",
)
MONTH_NAME = r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
# Amounts as texts: the decimal mark, and what they look like with it.
MARKED_NUMBERS = {
    ".": re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?"),
    ",": re.compile(r"-?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?"),
}
CURRENCY_SIGN = re.compile(
    r"R\$|[$€£¥₹₽₺]|(?i:\b(?:CHF|EUR|USD|GBP|BRL|SEK|NOK|DKK|PLN|CZK|kr|zł|kč)\b\.?)"
)
# Thousands parted by a blank, also one that does not break, or an apostrophe: 1 234,50 and 1'234.50.
THOUSANDS_MARK = re.compile(r"(?<=\d)[\s'\u2019](?=\d{3}(?!\d))")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
# A year in a table's name, also with a month and day: sales_2024, events_20240131, sales_2024_q1.
PERIOD = re.compile(r"(?<!\d)(19|20)\d\d([_-]?(\d\d|q[1-4])){0,2}(?!\d)", re.IGNORECASE)
# No telephone number of a country has fewer digits.
PHONE = re.compile(r"(\D*\d){5,}\D*")


@dataclass(frozen=True)
class RawTable:
    """A table of the warehouse.

    Attributes
    ----------
    schema, name : str
    types : dict of str to str
        Column to its type in the warehouse's words.
    rows : pandas.DataFrame
        Some of its rows.
    only : tuple of str and tuple of str, optional
        Column and its values of the rows that are meant; by default all are.
    parts : tuple of str, optional
        Tables of the schema that hold the rows between them, one a year or month; the last gives its name.
    """

    schema: str
    name: str
    types: Mapping[str, str]
    rows: pd.DataFrame
    only: tuple[str, tuple[str, ...]] | None = None
    parts: tuple[str, ...] = ()


def as_one(raws: list[RawTable]) -> list[RawTable]:
    """The tables, those of one kind that hold a year or month each taken as one: sales_2023, sales_2024.

    They have the same columns and types, and names that differ in their numbers alone. Tables that begin with
    the same rows are copies; each stays by itself.
    """
    groups: dict[tuple, list[RawTable]] = {}
    for raw in raws:
        kind = (raw.schema, PERIOD.sub("#", raw.name.lower()), tuple(sorted(raw.types.items())))
        is_part = PERIOD.search(raw.name) is not None
        groups.setdefault(kind if is_part else (raw.schema, raw.name), []).append(raw)
    found = []
    for own in groups.values():
        first = [raw.rows.head(1).astype("string").to_csv(index=False) for raw in own]
        if len(own) == 1 or len(set(first)) < len(own):
            found += own
            continue
        rows = pd.concat([raw.rows for raw in own], ignore_index=True)
        found.append(replace(own[-1], rows=rows, parts=tuple(raw.name for raw in own)))
    return found


@dataclass(frozen=True)
class Match:
    """A raw table proposed for a table of the contract.

    Attributes
    ----------
    raw : RawTable
    columns : dict of str to str
        Column of the contract to the raw column.
    missing : tuple of str
        Required columns of the contract that no raw column fits.
    score : float
        How well names and values fit; 0 and more.
    made : tuple of str
        Keys that no raw column has and a build makes: rows are numbered, orders are what a customer
        bought at one time.
    expressions : dict of str to str
        Column of the contract to SQL over its raw column, where that is not taken as it is.
    """

    raw: RawTable
    columns: Mapping[str, str]
    missing: tuple[str, ...] = field(default=())
    score: float = 0.0
    made: tuple[str, ...] = field(default=())
    expressions: Mapping[str, str] = field(default_factory=dict)

    def with_made_keys(self, key: str) -> Match:
        """The match with a key that a build makes, where no column is one."""
        if key in self.columns:
            return self
        return replace(self, missing=(), made=(*self.made, key))


def words_of(name: str) -> str:
    """A name in lower case with underscores between its words: InvoiceNo is invoice_no.

    Letters lose their accents: Stückzahl is stuckzahl.
    """
    folded = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    parted = re.sub(r"([a-z0-9])([A-Z])|([A-Z]+)(?=[A-Z][a-z])", r"\1\3_\2", plain)
    return re.sub(r"[^a-z0-9]+", "_", parted.lower()).strip("_")


@cache
def name_score(name: str, synonyms: tuple[str, ...]) -> float:
    """How well a name fits: 1 for the first synonym, down to 0.8 for the last, less for a part."""
    parts = CURRENCY_ENDING.sub("", words_of(name)).split("_")
    words = "_".join(ABBREVIATED.get(part, part) for part in parts)
    glued = words.replace("_", "")
    stripped = re.sub(
        r"^(raw|src|stg|dim|fct|fact|tbl|dwh|crm|shop|erp)_|_(table|raw|v\d|cents|pence)$",
        "",
        words,
    )
    best = 0.0
    for place, synonym in enumerate(synonyms):
        base = 1.0 - 0.2 * place / max(len(synonyms) - 1, 1)
        if words == synonym or stripped == synonym:
            best = max(best, base)
        elif (bare := synonym.replace("_", "")) == glued:
            best = max(best, base - 0.02)
        elif len(bare) >= GLUED_LETTERS and len(parts) == 1 and glued.endswith(bare):
            best = max(best, base - 0.3)
        elif len(synonym) > 4 and _is_misspelled(words, synonym):
            best = max(best, base - 0.2)
        elif f"_{words}_".find(f"_{synonym}_") >= 0 and len(synonym) > 3:
            best = max(best, base - 0.3)
    return best


def _is_misspelled(words: str, synonym: str) -> bool:
    """Whether a name is nearly a synonym, in every word of it: a product_style is no product_type."""
    pairs = [(words, synonym)]
    if words.count("_") == synonym.count("_"):
        pairs += zip(words.split("_"), synonym.split("_"), strict=True)
    alike = [SequenceMatcher(None, *pair).ratio() for pair in pairs]
    return alike[0] >= SIMILAR and min(alike) >= SIMILAR_WORD


def fits_kind(values: pd.Series, type_name: str, kind: str) -> bool:
    """Whether a column can be read as a kind of the contract, by its type or by its values.

    Parameters
    ----------
    values : pandas.Series
        Some of its values.
    type_name : str
        Its type in the warehouse's words.
    kind : str
        id, text, email, number, timestamp, date, boolean or code.
    """
    lowered = type_name.lower()
    is_number = any(word in lowered for word in NUMBER_TYPES)
    is_time = any(lowered.startswith(word) for word in TIME_TYPES)
    known = values.dropna().astype("string").str.strip()
    known = known[known != ""]
    if kind == "number":
        is_read = _share(pd.to_numeric(known, errors="coerce"))
        return is_number or (not is_time and (is_read or marks(values, type_name) is not None))
    if kind in ("timestamp", "date"):
        if is_time:
            return True
        if date_form(values, type_name) is not None:
            return True
        is_iso = known.str.fullmatch(ISO_DATE)
        return not is_number and len(known) > 0 and bool(is_iso.mean() >= READABLE_SHARE)
    if kind == "boolean":
        return "bool" in lowered or (len(known) > 0 and set(known.str.lower()) <= ANSWERS)
    if kind == "email":
        return len(known) == 0 or known.str.fullmatch(EMAIL).mean() >= 0.5
    is_whole = "int" in lowered or not is_number or is_whole_numbers(values)
    return is_whole and not is_time


def is_whole_numbers(values: pd.Series) -> bool:
    """Whether all known values are whole numbers: ids with gaps in them are often kept as floats."""
    numbers = pd.to_numeric(values.dropna(), errors="coerce")
    return len(numbers) > 0 and bool((numbers % 1 == 0).all())


def is_email(values: pd.Series) -> bool:
    """Whether the known values are e-mail addresses."""
    known = values.dropna().astype("string").str.strip()
    return len(known) > 0 and bool(known.str.fullmatch(EMAIL).mean() >= READABLE_SHARE)


def _may_be_phone(column: str, values: pd.Series) -> bool:
    """Whether telephone numbers have digits: phone_service says yes or no."""
    known = values.dropna().astype("string")
    return column != "phone" or known.empty or bool(known.str.fullmatch(PHONE).mean() >= 0.5)


def _may_be_total(column: str, name: str) -> bool:
    """Whether a name is that of what was paid: a tax_amount and a total_refunded are a part of it."""
    words = set(words_of(name).split("_"))
    return column != "total_amount" or not words & PARTS_OF_TOTAL or bool(words & WITH_PART)


@dataclass(frozen=True)
class Marks:
    """How amounts are written that no database reads as numbers: 1.234,50, $1,234.50 or 1 234,50 kr.

    Attributes
    ----------
    decimal : str
        The decimal mark, a point or a comma; the other parts thousands.
    signs : tuple of str
        Signs of currencies beside them, and marks of thousands that are neither point nor comma.
    """

    decimal: str
    signs: tuple[str, ...] = ()


def marks(values: pd.Series, type_name: str) -> Marks | None:
    """The marks of a column of texts that are amounts; None where it needs none, or is something else."""
    lowered = type_name.lower()
    if any(word in lowered for word in NUMBER_TYPES) or any(
        lowered.startswith(word) for word in TIME_TYPES
    ):
        return None
    known = values.dropna().astype("string").str.strip()
    known = known[known != ""]
    if known.empty or _share(pd.to_numeric(known, errors="coerce")):
        return None
    found = [
        sign for form in (CURRENCY_SIGN, THOUSANDS_MARK) for sign in known.str.findall(form).sum()
    ]
    # R$ before $, which is a part of it.
    signs = tuple(sorted(set(found), key=lambda sign: (-len(sign), sign)))
    bare = known.str.replace(CURRENCY_SIGN, "", regex=True).str.strip()
    bare = bare.str.replace(THOUSANDS_MARK, "", regex=True)
    for decimal, pattern in MARKED_NUMBERS.items():
        if bare.str.fullmatch(pattern).mean() >= READABLE_SHARE:
            return Marks(decimal, signs)
    return None


def _forms() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Forms of the var date_format with what they look like, the first of two that fit is taken."""
    yield "yyyymmdd", re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(\.0)?")
    # Seconds from 1990 to 2035, and days from 1990 to 2036 as spreadsheets count them.
    seconds = r"(6[3-9]\d|[7-9]\d\d|1\d{3}|20[0-7]\d)\d{6}"
    yield "unix", re.compile(rf"{seconds}(\.\d+)?")
    yield "unix_ms", re.compile(rf"{seconds}\d{{3}}(\.\d+)?")
    yield "excel", re.compile(r"(3[3-9]|4\d)\d{3}(\.\d+)?")
    parts = {"yyyy": YEAR, "yy": SHORT_YEAR, "mm": MONTH, "mon": MONTH_NAME, "dd": DAY}
    # Where day and month cannot be told apart: with slashes the month comes first, else the day.
    dotted = ["dd mm yyyy", "dd mon yyyy", "mm dd yyyy", "dd mm yy", "dd mon yy", "mm dd yy"]
    slashed = ["yyyy mm dd", "mm dd yyyy", "dd mm yyyy", "dd mon yyyy", "mm dd yy", "dd mm yy"]
    for separator, forms in {".": dotted, "-": dotted, "/": slashed}.items():
        for form in forms:
            pattern = re.escape(separator).join(parts[part] for part in form.split())
            yield form.replace(" ", separator), re.compile(rf"{pattern}( .*)?")


FORMS = dict(_forms())


def date_form(values: pd.Series, type_name: str) -> str | None:
    """The date_format that a column without a type of time needs, None where it needs or has none."""
    if any(type_name.lower().startswith(word) for word in TIME_TYPES):
        return None
    known = values.dropna().astype("string").str.strip()
    if known.empty or known.str.fullmatch(ISO_DATE).mean() >= READABLE_SHARE:
        return None
    for form, pattern in FORMS.items():
        if known.str.fullmatch(pattern).mean() >= READABLE_SHARE:
            return form
    return None


def _share(read: pd.Series) -> bool:
    return len(read) > 0 and read.notna().mean() >= READABLE_SHARE


def best_name(
    raw: RawTable,
    synonyms: tuple[str, ...],
    kind: str,
    used: set[str],
    least: float = LEAST_SCORE,
) -> str | None:
    """The column of a raw table, outside those used, whose name and values fit best."""
    scores = [
        (score, name)
        for name in raw.types
        if name not in used
        and (score := name_score(name, synonyms)) >= least
        and fits_kind(raw.rows[name], raw.types[name], kind)
    ]
    return max(scores, default=(0.0, None))[1]


def _is_of_another(name: str, table: str) -> bool:
    """Whether a name is that of a column of other tables: an acquisition_channel is no channel."""
    word = words_of(name)
    of = {other for other, columns in COLUMNS.items() if any(word in s for s in columns.values())}
    return bool(of) and table not in of


def _is_bare_key(name: str, values: pd.Series) -> bool:
    """Whether a column called id tells the rows apart; under another name it is taken at its word."""
    return words_of(name) != "id" or bool(values.dropna().is_unique)


def _may_be_key(column: str, raw: RawTable, name: str, table: str) -> bool:
    """Whether a column tells who bought or which order: a customer's age, company or bank do not.

    Nor does a number that begins anew in every order tell its line.
    """
    if column in ("order_item_id", "event_id", "response_id"):
        known = raw.rows[name].dropna()
        return known.nunique() >= TELLING_KEY_SHARE * len(known)
    if column not in ("customer_id", "order_id"):
        return True
    words, values = words_of(name), raw.rows[name].replace("", None)
    parts = words.split("_")
    if OF_PAYMENT.search(words) or (len(values) and values.isna().all()):
        return False
    synonyms = COLUMNS[table][column]
    is_glued = len(parts) == 1 and words not in synonyms
    if is_glued or KEY_WORDS & {parts[0], parts[-1]}:
        return True
    if not words.endswith(tuple(synonyms)) and parts[-1] != "name":
        return False
    known = values.dropna()
    tells_apart = table != "customers" or known.nunique() >= TELLING_KEY_SHARE * len(known)
    return len(known) >= TELLING_KEY_SHARE * len(values) and tells_apart


def _has_known_codes(name: str, values: pd.Series, codes: set[str] | None) -> bool:
    if codes is None or {"status", "event"} & set(words_of(name).split("_")):
        return True
    known = set(values.dropna().astype("string").str.strip().str.lower()) - {""}
    return len(known & codes) >= KNOWN_CODES_SHARE * len(known)


def match_columns(
    raw: RawTable,
    table: str,
    contract: Mapping,
    spellings: Mapping[str, set[str]] | None = None,
) -> Match:
    """The columns of a raw table that a table of the contract takes.

    Parameters
    ----------
    raw : RawTable
    table : str
        Name of the contract's table.
    contract : dict
        Its entry in `raw_contract`: columns with kind and required.
    spellings : dict of str to set of str, optional
        Closed code list to its codes and known spellings, in lower case.
    """
    known = spellings or {}
    found = [
        (value, -place, column, name)
        for place, (column, properties) in enumerate(contract["columns"].items())
        for name in raw.types
        if (value := name_score(name, COLUMNS[table].get(column, (column,)))) >= LEAST_SCORE
        and fits_kind(raw.rows[name], raw.types[name], properties["kind"])
        and _is_bare_key(name, raw.rows[name])
        and _may_be_key(column, raw, name, table)
        and _may_be_phone(column, raw.rows[name])
        and _may_be_total(column, name)
        and _has_known_codes(name, raw.rows[name], known.get(properties.get("codes", "")))
    ]
    chosen = _called_orders(raw) if table in ("orders", "order_items") else {}
    score = float(len(chosen))
    for value, _, column, name in sorted(found, reverse=True):
        if value < WHOLE_NAME and _is_of_another(name, table):
            continue
        if column not in chosen and name not in chosen.values():
            chosen[column] = name
            score += value
    if table == "orders" and "customer_id" not in chosen:
        chosen |= (
            _repeated_id(raw, chosen) or _email_of_buyer(raw, chosen) or _name_of_buyer(raw, chosen)
        )
    if table == "customers" and "customer_id" not in chosen and "canonical_customer_id" in chosen:
        chosen["customer_id"] = chosen.pop("canonical_customer_id")
    if table == "customers" and "customer_id" not in chosen and "email" in chosen:
        chosen |= _email_of_buyer(raw, {})
    if table == "orders" and "ordered_at" not in chosen:
        chosen |= _only_time(raw, chosen)
    if "ordered_at" in chosen:
        chosen |= _with_time_of_day(raw, chosen)
    if table == "orders" and "status" not in chosen:
        chosen |= _told_status(raw, chosen, known.get("order_status", set()))
    required = [name for name, column in contract["columns"].items() if column.get("required")]
    return Match(
        raw=raw,
        columns={name: chosen[name] for name in contract["columns"] if name in chosen},
        missing=tuple(name for name in required if name not in chosen),
        score=score,
    )


def _called_orders(raw: RawTable) -> dict[str, str]:
    """Orders that are called #1001, as Shopify does, go by this name on all of their lines.

    A marketplace's among them may have its own form; who writes Lineitem before the columns of a line
    calls the order so whatever its form.
    """
    is_export = any(words_of(name).startswith("lineitem_") for name in raw.types)
    for name in raw.types:
        called = raw.rows[name].dropna().astype("string")
        if words_of(name) != "name" or called.empty:
            continue
        if is_export or called.str.fullmatch(r"#\S*\d\S*").mean() >= READABLE_SHARE:
            return {"order_id": name}
    return {}


def _only_time(raw: RawTable, chosen: Mapping[str, str]) -> dict[str, str]:
    """The only time of a table of orders is theirs, whatever its name.

    It is called orders, or says of customers who come again what they paid.
    """
    is_time = [
        name
        for name, type_name in raw.types.items()
        if any(type_name.lower().startswith(word) for word in TIME_TYPES)
        and name_score(name, COLUMNS["customers"]["updated_at"]) < LEAST_SCORE
    ]
    is_log = name_score(raw.name, TABLES["orders"]) >= WHOLE_NAME
    if not is_log and {"customer_id", "total_amount"} <= set(chosen):
        customers = raw.rows[chosen["customer_id"]].dropna()
        is_log = bool(len(customers) >= REPEATED_ORDERS * customers.nunique() > 0)
    return {"ordered_at": is_time[0]} if is_log and len(is_time) == 1 else {}


def _repeated_id(raw: RawTable, chosen: Mapping[str, str]) -> dict[str, str]:
    """A column called id that comes again in a table named for orders is that of who bought."""
    ids = [name for name in raw.types if words_of(name) == "id" and name not in chosen.values()]
    is_log = name_score(raw.name, TABLES["orders"]) >= WHOLE_NAME
    repeated = [name for name in ids if is_log and not _is_bare_key(name, raw.rows[name])]
    return {"customer_id": repeated[0]} if repeated else {}


def _email_of_buyer(raw: RawTable, chosen: Mapping[str, str]) -> dict[str, str]:
    """Where nothing else says who bought, the e-mail address does."""
    name = best_name(raw, COLUMNS["customers"]["email"], "email", set(chosen.values()))
    return {"customer_id": name} if name is not None and is_email(raw.rows[name]) else {}


def _name_of_buyer(raw: RawTable, chosen: Mapping[str, str]) -> dict[str, str]:
    """Where no key and no address says who bought, the customer's name does."""
    name = best_name(raw, CUSTOMER_NAMES, "text", set(chosen.values()), WHOLE_NAME)
    return {"customer_id": name} if name is not None else {}


def _with_time_of_day(raw: RawTable, chosen: Mapping[str, str]) -> dict[str, str]:
    """Of two columns that tell the same day, the one that tells the time of it as well."""
    days = raw.rows[chosen["ordered_at"]].astype("string")
    for name in raw.types:
        if (
            name not in chosen.values()
            and name_score(name, COLUMNS["orders"]["ordered_at"]) >= WHOLE_NAME
            and fits_kind(raw.rows[name], raw.types[name], "timestamp")
        ):
            pairs = zip(days, raw.rows[name].astype("string"), strict=True)
            known = [pair for pair in pairs if pair[0] is not pd.NA and pair[1] is not pd.NA]
            if known and all(re.match(re.escape(day) + "[ T]", time) for day, time in known):
                return {"ordered_at": name}
    return {}


def _told_status(raw: RawTable, chosen: Mapping[str, str], statuses: set[str]) -> dict[str, str]:
    """The column that is a status by its values: two or more, most of them known ones."""
    for name in raw.types:
        values = raw.rows[name].dropna().astype("string").str.strip().str.lower()
        found = set(values) - {""}
        if (
            name not in chosen.values()
            and len(found) > 1
            and fits_kind(raw.rows[name], raw.types[name], "code")
            and len(found & statuses) >= max(2.0, TELLING_SHARE * len(found))
        ):
            return {"status": name}
    return {}


def _is_order_log(
    raw: RawTable, contract: Mapping, spellings: Mapping[str, set[str]] | None
) -> bool:
    """Whether a table says who ordered when for how much, of most customers more than once."""
    columns = match_columns(raw, "orders", contract["orders"], spellings).columns
    if not {"order_id", "customer_id", "ordered_at", "total_amount"} <= set(columns):
        return False
    customers = raw.rows[columns["customer_id"]].dropna()
    return bool(len(customers) >= REPEATED_ORDERS * customers.nunique() > 0)


def match_tables(
    raws: list[RawTable], contract: Mapping, spellings: Mapping[str, set[str]] | None = None
) -> dict[str, Match]:
    """One raw table at most for each table of the contract, the best fit first.

    A raw table is proposed when it has all required columns, or all but the key, which can be made
    from the others. Who did something at some time is no order without an order's number, amount or name.

    Parameters
    ----------
    raws : list of RawTable
    contract : dict
        The whole `raw_contract`.
    spellings : dict of str to set of str, optional
        Closed code list to its codes and known spellings, in lower case.

    Returns
    -------
    dict of str to Match
    """
    offers = []
    logs = [raw for raw in raws if _is_order_log(raw, contract, spellings)]
    for table, entry in contract.items():
        for raw in raws:
            if table == "customers" and any(raw is log for log in logs):
                continue
            match = match_columns(raw, table, entry, spellings)
            is_told = (
                table != "orders"
                or raw.only is not None
                or {"order_id", "total_amount"} & set(match.columns)
                or name_score(raw.name, TABLES["orders"]) >= LEAST_SCORE
            )
            if set(match.missing) <= {entry["key"]} and match.columns and is_told:
                fit = match.score / len(entry["columns"]) + 2 * name_score(raw.name, TABLES[table])
                offers.append((len(match.missing) == 0, fit, table, match))
    chosen: dict[str, Match] = {}
    taken: set[tuple[str, str]] = set()
    by_fit = sorted(
        offers, key=lambda offer: (-offer[1], not offer[0], offer[2], offer[3].raw.name)
    )
    for _, _, table, match in by_fit:
        place = (match.raw.schema, match.raw.name)
        is_known_by_name = name_score(match.raw.name, TABLES[table]) >= LEAST_SCORE
        if table not in chosen and place not in taken and (table == "orders" or is_known_by_name):
            chosen[table] = match
            taken.add(place)
    return {table: chosen[table] for table in contract if table in chosen}
