"""Nest and evaluate orders with PySpark 4, on any number of machines.

    spark-submit examples/cluster/on_spark.py TABLES ANSWERS --as-of 2026-11-24

TABLES has a folder of Parquet files for each table. ANSWERS becomes such a folder with a row for
each order. The workers need `costatus[tables]` and pyarrow.
"""

import argparse
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial, reduce

import pyarrow as pa
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as f

import costatus as cs
from costatus import tables

TABLES = (
    "orders",
    "lines",
    "bookings",
    "lots",
    "manufacturing_orders",
    "parts",
    "part_bookings",
    "operations",
    "purchase_orders",
    "transfer_orders",
    "invoices",
)
SETTINGS = cs.Settings()


def read(spark: SparkSession, folder: str) -> dict[str, DataFrame]:
    """Return the tables in the folder."""
    return {table: spark.read.parquet(f"{folder}/{table}") for table in TABLES}


def nested(t: Mapping[str, DataFrame]) -> DataFrame:
    """Return a row for each order, with all that its statuses depend on."""
    mo_id = "manufacturing_order_id"
    plans = _with(t["manufacturing_orders"], "operations", t["operations"], mo_id)
    # A part may wait for another manufacturing order. Its plan matters, its own parts do not.
    part_bookings = _with_lot(t["part_bookings"], _with_source(t, plans))
    parts = _with(t["parts"], "bookings", part_bookings, mo_id, "part_id")
    plans_with_parts = _with(plans, "parts", parts, mo_id)
    bookings = _with_lot(t["bookings"], _with_source(t, plans_with_parts))
    lines = _with(t["lines"], "bookings", bookings, "order_id", "line_id")
    orders = _with(t["orders"], "lines", lines, "order_id")
    return _with(orders, "invoices", t["invoices"], "order_id")


def _with(parents: DataFrame, name: str, children: DataFrame, *keys: str) -> DataFrame:
    """Give each parent its children as a list of structs.

    The last of the children's keys is the parent's id; the others have the same name in both.
    """
    fields = [field for field in children.columns if field not in keys]
    lists = children.groupBy(*keys).agg(f.collect_list(f.struct(*fields)).alias(name))
    lists = lists.withColumnRenamed(keys[-1], "id")
    return parents.join(lists, [*keys[:-1], "id"], "left")


def _with_source(t: Mapping[str, DataFrame], manufacturing_orders: DataFrame) -> DataFrame:
    """Give each lot the order that it comes from, as a struct of its kind."""
    orders = {
        "manufacturing": manufacturing_orders,
        "purchase": t["purchase_orders"],
        "transfer": t["transfer_orders"],
    }
    # One join for all kinds, without the lots that come from nowhere: a join brings all rows
    # without a key to one task.
    kinds = [
        rows.select(
            f.lit(kind).alias("source_kind"),
            f.col("id").alias("source_id"),
            f.struct(*rows.columns).alias(f"{kind}_order"),
        )
        for kind, rows in orders.items()
    ]
    sources = reduce(partial(DataFrame.unionByName, allowMissingColumns=True), kinds)
    key = ["source_kind", "source_id"]
    lots = t["lots"].where("source_id IS NOT NULL").join(sources, key, "left")
    for kind, rows in orders.items():
        source = _referred("source_id", f"{kind}_order", rows)
        lots = lots.withColumn(f"{kind}_order", f.when(f.col("source_kind") == kind, source))
    lots = lots.unionByName(t["lots"].where("source_id IS NULL"), allowMissingColumns=True)
    # A source that is none is kept as it is, so that its order is refused.
    is_source = f.col("source_kind").isin(list(orders)) & f.col("source_id").isNotNull()
    wrong = [f.when(~f.coalesce(is_source, f.lit(False)), f.col(name)).alias(name) for name in key]
    return lots.select(*(name for name in lots.columns if name not in key), *wrong)


def _with_lot(bookings: DataFrame, lots: DataFrame) -> DataFrame:
    """Give each booking its lot as a struct, in place of the lot's id."""
    packed = lots.select(f.col("id").alias("lot_id"), f.struct(*lots.columns).alias("lot"))
    joined = bookings.join(packed, "lot_id", "left")
    return joined.withColumn("lot", _referred("lot_id", "lot", lots)).drop("lot_id")


def _referred(key: str, name: str, rows: DataFrame) -> Column:
    """Return what the key refers to, as a struct; its id is the key.

    If the row does not exist, the struct has the id alone, so that the order is refused. A null
    would mean "no source".
    """
    fields = (f.col(f"{name}.{field}") for field in rows.columns if field != "id")
    return f.struct(f.col(key).alias("id"), *fields)


def evaluated(orders: DataFrame, *, as_of: date, settings: cs.Settings = SETTINGS) -> DataFrame:
    """Return the answers to nested orders."""

    def answer(batch: pa.RecordBatch | pa.Table) -> pa.Table:
        return pa.table(tables.evaluate_batch(batch, as_of=as_of, settings=settings))

    def answers(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield from answer(batch).to_batches()

    # Spark needs the columns in advance: those of the answers to no orders.
    columns = orders.sparkSession.createDataFrame(answer(orders.limit(0).toArrow())).schema
    return orders.mapInArrow(answers, columns)


def main() -> None:
    """Read the command line, and write the answers."""
    parser = argparse.ArgumentParser(description="Evaluate orders with PySpark.")
    parser.add_argument("tables")
    parser.add_argument("answers")
    parser.add_argument("--as-of", type=date.fromisoformat, required=True)
    given = parser.parse_args()
    spark = SparkSession.builder.appName("costatus").getOrCreate()
    orders = nested(read(spark, given.tables))
    evaluated(orders, as_of=given.as_of).write.parquet(given.answers)


if __name__ == "__main__":
    main()
