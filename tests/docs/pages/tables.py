"""The types of the columns of tables, and a table for each table."""

import re
from collections.abc import Iterator

from costatus.tables._structure import ACCEPTED
from costatus.tables.schema import TABLES, ColumnSchema, Kind

_AS_STR = re.compile(r",? or (its value|the value of (the kind|that stage)) as a `str`")
_GROUPS = {
    "integers of any width": {f"{u}int{bits}" for u in ("", "u") for bits in (8, 16, 32, 64)},
    "floats of any width": {"half_float", "float", "double"},
    "decimals of any width and precision": {f"decimal{bits}" for bits in (32, 64, 128, 256)},
    "`string`, `large_string`, `string_view`": {"string", "large_string", "string_view"},
    "`binary`, `large_binary`, `binary_view`": {"binary", "large_binary", "binary_view"},
    "`fixed_size_binary`": {"fixed_size_binary"},
    "`date32`, `date64`": {"date32", "date64"},
    "`timestamp` of any unit": {"timestamp"},
    "`bool`": {"bool"},
}
_NAMES = {
    Kind.ID: "ids",
    Kind.WORD: "words",
    Kind.QUANTITY: "quantities",
    Kind.MONEY: "money",
    Kind.PRIORITY: "priorities",
    Kind.DAY: "days",
    Kind.DEADLINE: "deadlines",
    Kind.FLAG: "flags",
}
_MEANINGS = {
    Kind.ID: "Integers, also written as floats or decimals; texts that are not empty, also as "
    "bytes in UTF-8; UUIDs as 16 bytes. Answers have the same integers, or strings.",
    Kind.WORD: "The words that the column names, as they are written here; bytes in UTF-8.",
    Kind.QUANTITY: "At least 0, with at most 15 digits before the point; rounded half to even to 9 "
    "digits after it, a float by its shortest text.",
    Kind.MONEY: "As quantities.",
    Kind.PRIORITY: "At least 1.",
    Kind.DAY: "Days without a time, in the site's zone.",
    Kind.DEADLINE: "Days or moments. Moments have a zone if `as_of` has one, and none if it has "
    "none; beside a day as `as_of` both are accepted. Nanoseconds are cut off to microseconds.",
    Kind.FLAG: "True or false.",
}


def columns() -> Iterator[str]:
    """Yield the types, and the columns of every table."""
    yield "Columns may be dictionary-encoded, sliced and chunked; lists, `list` or `large_list`."
    yield ""
    yield "| Column of | Arrow types | Values |"
    yield "| --- | --- | --- |"
    for kind, (types, _) in ACCEPTED.items():
        named = ", ".join(name for name, group in _GROUPS.items() if group <= types)
        yield f"| {_NAMES[kind]} | {named} | {_MEANINGS[kind]} |"
    yield ""
    yield "## Tables"
    for table in TABLES.values():
        yield ""
        yield f"### {table.name}"
        yield ""
        yield f"{table.meaning} Key: {', '.join(f'`{name}`' for name in table.key)}."
        yield ""
        yield "| Column | Holds | Default | Meaning |"
        yield "| --- | --- | --- | --- |"
        for column in table.columns.values():
            meaning = _AS_STR.sub("", column.meaning)
            yield f"| `{column.name}` | {_holds(column)} | {_default(column)} | {meaning} |"


def _holds(column: ColumnSchema) -> str:
    if column.terms is not None:
        accepted = [each for each in column.terms if column.converter(each.value) == each]
        return ", ".join(f"`{each.value}`" for each in accepted)
    if column.refers:
        return " or ".join(f"id of `{each}`" for each in column.refers)
    return column.kind.name.lower()


def _default(column: ColumnSchema) -> str:
    if column.required:
        return "required"
    if column.kind is Kind.FLAG:
        return "false"
    if column.terms is not None and column.missing >= 0:
        return f"`{list(column.terms)[column.missing].value}`"
    return "0" if column.kind is Kind.QUANTITY and column.missing == 0 else "null"
