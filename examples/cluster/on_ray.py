"""Evaluate nested orders with Ray Data, on any number of machines.

    python examples/cluster/on_ray.py NESTED ANSWERS --as-of 2026-11-24

NESTED has Parquet files with a row for each order, as the joins of the other two examples write
them. ANSWERS becomes such a folder. The workers need `costatus[tables]` and pyarrow.
"""

import argparse
from datetime import date

import pyarrow as pa
import ray.data
from ray.data.aggregate import AsList

import costatus as cs
from costatus import tables

ROWS = 20_000  # in a batch: about 30 MB
SETTINGS = cs.Settings()


def with_children(
    parents: ray.data.Dataset,
    name: str,
    children: ray.data.Dataset,
    *keys: str,
    partitions: int,
) -> ray.data.Dataset:
    """Give each parent its children as a list of structs; a step of the join, in Ray's own words.

    The last of the children's keys is the parent's id; the others have the same name in both. Ray
    can do the whole join with eight such steps, each with two shuffles, but needs minutes where
    Spark needs seconds. So join elsewhere, and evaluate here. The workers need polars for joins.
    """

    def pack(batch: pa.Table) -> pa.Table:
        fields = [field for field in batch.column_names if field not in keys]
        arrays = [batch[field].combine_chunks() for field in fields]
        return batch.select(keys).append_column(name, pa.StructArray.from_arrays(arrays, fields))

    packed = children.map_batches(pack, batch_format="pyarrow", batch_size=None)
    lists = packed.groupby(list(keys), num_partitions=partitions).aggregate(AsList(name, name))
    return parents.join(lists, "left_outer", partitions, on=(*keys[:-1], "id"), right_on=keys)


def evaluated(
    orders: ray.data.Dataset, *, as_of: date, settings: cs.Settings = SETTINGS
) -> ray.data.Dataset:
    """Return the answers to nested orders."""

    def answer(batch: pa.Table) -> pa.Table:
        return pa.table(tables.evaluate_batch(batch, as_of=as_of, settings=settings))

    return orders.map_batches(answer, batch_format="pyarrow", batch_size=ROWS)


def main() -> None:
    """Read the command line, and write the answers."""
    parser = argparse.ArgumentParser(description="Evaluate nested orders with Ray Data.")
    parser.add_argument("nested")
    parser.add_argument("answers")
    parser.add_argument("--as-of", type=date.fromisoformat, required=True)
    given = parser.parse_args()
    orders = ray.data.read_parquet(given.nested)
    evaluated(orders, as_of=given.as_of).write_parquet(given.answers)


if __name__ == "__main__":
    main()
