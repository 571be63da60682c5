"""Folders of tables: every format is read, in chunks that are as good as the whole."""

import gzip
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from pyarrow import csv, feather, ipc, parquet

import costatus as cs
from costatus import tables
from costatus.tables import _chunks, files
from costatus.testing import tables_of
from tests.reference.workload import TODAY, workload

Tables: TypeAlias = dict[str, Any]
Answers: TypeAlias = dict[str, list[str]]
ORDERS = pa.table({"id": ["CO-1"], "stage": ["confirmed"]})

pytestmark = pytest.mark.filterwarnings("ignore::costatus.tables.SlowPathWarning")


@pytest.fixture(scope="module")
def whole() -> Tables:
    """Return the tables of sixty orders, some of which share lots."""
    return tables_of(workload(60, odd=0.3))


@pytest.fixture(scope="module")
def expected(whole: Tables) -> Answers:
    """Return the answers to them."""
    return evaluated(whole)


def rows_of(answers: tables.StatusTables) -> Answers:
    """Return the rows of all answers in an order of their own."""
    return {
        name: sorted(map(str, getattr(answers, name).with_text().to_pylist()))
        for name in files.ANSWERS
    }


def swept(chunks: Iterator[Tables]) -> Answers:
    """Return the rows of the answers of all chunks, each once."""
    found: Answers = {name: [] for name in files.ANSWERS}
    for answers in tables.sweep(chunks, as_of=TODAY):
        for name, rows in rows_of(answers).items():
            found[name] += rows
    found["rejected"] = list(set(found["rejected"]))
    return {name: sorted(rows) for name, rows in found.items()}


def evaluated(whole: Tables) -> Answers:
    return rows_of(tables.evaluate(whole, as_of=TODAY))


def write_parquet(rows: Any, folder: Path, name: str) -> None:
    parquet.write_table(rows, folder / f"{name}.parquet")


def write_parts(rows: Any, folder: Path, name: str) -> None:
    (folder / name / "of").mkdir(parents=True)
    half = len(rows) // 2
    parquet.write_table(rows.slice(0, half), folder / name / "part-0.parquet")
    other = rows.slice(half).select(rows.column_names[::-1])
    parquet.write_table(other, folder / name / "of" / "part-1.parquet")
    (folder / name / "_SUCCESS").touch()
    (folder / name / ".part.parquet").touch()


def write_ipc(rows: Any, folder: Path, name: str) -> None:
    with ipc.new_file(folder / f"{name}.arrow", rows.schema) as writer:
        writer.write_table(rows)


def write_stream(rows: Any, folder: Path, name: str) -> None:
    with ipc.new_stream(folder / f"{name}.arrow", rows.schema) as writer:
        writer.write_table(rows)


def write_feather(rows: Any, folder: Path, name: str) -> None:
    feather.write_feather(rows, str(folder / f"{name}.feather"))


def write_csv(rows: Any, folder: Path, name: str) -> None:
    csv.write_csv(rows, folder / f"{name}.csv")


def write_packed(rows: Any, folder: Path, name: str) -> None:
    write_csv(rows, folder, name)
    text = (folder / f"{name}.csv").read_bytes()
    (folder / f"{name}.csv").unlink()
    (folder / f"{name}.csv.gz").write_bytes(gzip.compress(text))


def written(whole: Tables, folder: Path, write: Callable[[Any, Path, str], None]) -> Path:
    for name, rows in whole.items():
        write(rows, folder, name)
    return folder


@pytest.mark.parametrize(
    "write",
    [write_parquet, write_parts, write_ipc, write_stream, write_feather, write_csv, write_packed],
)
def test_every_format_gives_the_same_answers(
    whole: Tables, expected: Answers, tmp_path: Path, write: Callable[[Any, Path, str], None]
) -> None:
    folder = written(whole, tmp_path, write)
    assert swept(files.read(folder)) == expected


def numbered(whole: Tables) -> Tables:
    """Return the tables with integers as ids, of several widths."""
    codes: dict[str, int] = {}

    def number(name: str, column: str, values: Any) -> Any:
        if not (column == "id" or column.endswith("_id")):
            return values
        numbers = [v and codes.setdefault(v, len(codes) - 50) for v in values.to_pylist()]
        return pa.array(numbers, pa.int32() if name == "bookings" else pa.int64())

    return {
        name: pa.table({c: number(name, c, rows[c]) for c in rows.column_names})
        for name, rows in whole.items()
    }


def coded(whole: Tables) -> Tables:
    """Return the tables with dictionaries for ids and words."""
    return {
        name: pa.table(
            {
                c: rows[c].dictionary_encode() if rows[c].type == pa.string() else rows[c]
                for c in rows.column_names
            }
        )
        for name, rows in whole.items()
    }


@pytest.mark.parametrize("form", [dict, numbered, coded])
def test_chunks_give_the_answers_of_the_whole(
    whole: Tables, tmp_path: Path, form: Callable[[Tables], Tables]
) -> None:
    given = form(whole)
    mixed = np.random.default_rng(1)
    shuffled = {n: rows.take(mixed.permutation(len(rows))) for n, rows in given.items()}
    folder = written(shuffled, tmp_path, write_parquet)
    chunks = list(files.read(folder, orders_per_chunk=9))
    assert len(chunks) == 7
    assert all(5 <= len(chunk["lines"]) <= 80 for chunk in chunks)
    assert sum(len(chunk["orders"]) for chunk in chunks) == 60
    assert swept(iter(chunks)) == evaluated(given)


def test_chunks_have_the_faults_of_the_whole(whole: Tables, tmp_path: Path) -> None:
    lot = {"item": "bike", "status": "received"}
    one = {"id": "1", "item": "bike", "quantity": Decimal(1)}
    wrong: dict[str, list[dict[str, Any]]] = {
        "lines": [{"order_id": "CO-x", **one}],
        "bookings": [{"order_id": "CO-3", "line_id": "1", "quantity": Decimal(1)}],
        "lots": [
            {"id": "L-x", "source_kind": "manufacturing", "source_id": "MO-x", **lot},
            {"id": "L-y", "source_kind": "purchase", "source_id": "PO-x", **lot},
            {"id": "L-z", "item": "", "status": "lost"},
            lot,
        ],
        "parts": [{"manufacturing_order_id": "MO-y", **one}],
        "manufacturing_orders": [{"id": "MO-x", "stage": "asleep"}],
    }
    bad = dict(whole)
    for name, rows in wrong.items():
        more = pa.Table.from_pylist(rows, schema=whole[name].schema)
        bad[name] = pa.concat_tables([whole[name], more])
    del bad["transfer_orders"]
    folder = written(bad, tmp_path, write_parquet)
    expected = evaluated(bad)
    assert len(expected["rejected"]) > 10
    assert swept(files.read(folder, orders_per_chunk=9)) == expected


def test_a_chain_of_manufacturing_orders_is_followed_to_its_end(tmp_path: Path) -> None:
    """MO-0 needs a lot of MO-1, which needs one of MO-2 …, and the last one of MO-0."""
    count = 20
    ids = [f"MO-{n}" for n in range(count)]
    chain = {
        "orders": pa.table({"id": ["A", "B", "C"], "stage": ["confirmed"] * 3}),
        "lines": pa.table({"order_id": ["A"], "id": ["1"], "item": ["i"], "quantity": [1]}),
        "bookings": pa.table(
            {"order_id": ["A"], "line_id": ["1"], "lot_id": ["L-0"], "quantity": [1]}
        ),
        "lots": pa.table(
            {
                "id": [f"L-{n}" for n in range(count)],
                "item": ["i"] * count,
                "status": ["planned"] * count,
                "source_kind": ["manufacturing"] * count,
                "source_id": ids,
            }
        ),
        "manufacturing_orders": pa.table({"id": ids, "stage": ["scheduled"] * count}),
        "parts": pa.table(
            {
                "manufacturing_order_id": ids,
                "id": ["1"] * count,
                "item": ["i"] * count,
                "quantity": [1] * count,
            }
        ),
        "part_bookings": pa.table(
            {
                "manufacturing_order_id": ids,
                "part_id": ["1"] * count,
                "lot_id": [f"L-{(n + 1) % count}" for n in range(count)],
                "quantity": [1] * count,
            }
        ),
    }
    folder = written(chain, tmp_path, write_parquet)
    chunks = list(files.read(folder, orders_per_chunk=1))
    (of_a,) = (chunk for chunk in chunks if "A" in chunk["orders"]["id"].to_pylist())
    assert [len(of_a[name]) for name in ("lots", "manufacturing_orders", "parts")] == [count] * 3
    assert swept(iter(chunks)) == evaluated(chain)


def nested(whole: Tables) -> Tables:
    """Return the tables with lines and their bookings in lists in the orders."""
    found = dict(whole)

    def listed(parent: str, child: str, keys: list[str]) -> None:
        rows = found.pop(child)
        ids = list(zip(*(rows[key].to_pylist() for key in keys), strict=True))
        structs = rows.drop_columns(keys).to_struct_array().combine_chunks()
        by_key: dict[Any, list[Any]] = {}
        for key, row in zip(ids, structs.to_pylist(), strict=True):
            by_key.setdefault(key, []).append(row)
        parents = found[parent]
        own = zip(*(parents[key].to_pylist() for key in [*keys[:-1], "id"]), strict=True)
        lists = pa.array([by_key.get(key, []) for key in own], pa.list_(structs.type))
        found[parent] = parents.append_column(child, lists)

    listed("lines", "bookings", ["order_id", "line_id"])
    listed("orders", "lines", ["order_id"])
    return found


def test_nested_rows_refer_to_tables_too(whole: Tables, expected: Answers, tmp_path: Path) -> None:
    folder = written(nested(whole), tmp_path, write_parquet)
    chunks = list(files.read(folder, orders_per_chunk=9))
    assert {*chunks[0]} == {*whole} - {"lines", "bookings"}
    assert swept(iter(chunks)) == expected


def test_a_nested_lot_may_refer_to_a_table(tmp_path: Path) -> None:
    lot = {"id": "L-1", "item": "bike", "status": "planned", "source_kind": "purchase"}
    booking = {"lot": {**lot, "source_id": "PO-7"}, "quantity": 1}
    line = {"id": "1", "item": "bike", "quantity": 1, "bookings": [booking]}
    orders = [{"id": id_, "stage": "confirmed", "lines": [line]} for id_ in "ABCD"]
    given = {
        "orders": pa.Table.from_pylist(orders),
        "purchase_orders": pa.table({"id": ["PO-7", "PO-8"], "stage": ["ordered"] * 2}),
    }
    folder = written(given, tmp_path, write_parquet)
    assert swept(files.read(folder, orders_per_chunk=1)) == evaluated(given)


def test_a_source_of_no_kind_is_a_fault_in_chunks_too(tmp_path: Path) -> None:
    given = {
        "orders": pa.table({"id": ["A", "B"], "stage": ["confirmed"] * 2}),
        "lots": pa.table(
            {"id": ["L-1"], "item": ["bike"], "status": ["planned"], "source_id": ["PO-7"]}
        ),
        "purchase_orders": pa.table({"id": ["PO-7"], "stage": ["ordered"]}),
    }
    folder = written(given, tmp_path, write_parquet)
    expected = evaluated(given)
    assert len(expected["rejected"]) == 1
    assert swept(files.read(folder, orders_per_chunk=1)) == expected


def test_a_large_table_is_read_in_batches(tmp_path: Path) -> None:
    ids = pa.array(range(900_000))
    orders = pa.table({"id": ids, "stage": pa.repeat("confirmed", len(ids))})
    opened = files.Folder(written({"orders": orders}, tmp_path, write_parquet))
    assert opened.position() == 0
    chunks = list(opened.chunks(300_000))
    assert opened.position() == opened.size == (tmp_path / "orders.parquet").stat().st_size
    assert all(299_000 < len(chunk["orders"]) < 301_000 for chunk in chunks)
    assert pc.sum(pc.unique(pa.concat_tables(c["orders"] for c in chunks)["id"])) == pc.sum(ids)


def test_deadlines_of_csv_are_days_or_moments_as_their_first_rows_are(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("id,stage,extra\n007,confirmed,x\n")
    (tmp_path / "manufacturing_orders.csv").write_text(
        "id,stage,planned_start,planned_finish\n1,scheduled,2026-11-24T08:00:00Z,\n"
    )
    (found,) = files.read(tmp_path)
    assert found["orders"].to_pylist() == [{"id": "007", "stage": "confirmed"}]
    types = found["manufacturing_orders"].schema
    assert pa.types.is_timestamp(types.field("planned_start").type)
    assert types.field("planned_finish").type == pa.date32()


def test_ids_of_any_text_are_divided_evenly_and_alike() -> None:
    texts = [*map(str, range(10_000)), "", "Zoë", "x" * 1_000]
    ids = pa.array(texts, pa.large_string())
    numbers = _chunks._numbers(ids)
    assert len(np.unique(numbers)) == len(texts)
    assert np.bincount(_chunks._parts_of(numbers, 10)[0]).min() > 900
    assert (_chunks._numbers(ids.slice(77, 99)) == numbers[77 : 77 + 99]).all()


@pytest.mark.parametrize(
    "kind", [pa.uint16(), pa.float64(), pa.decimal128(38, 10), pa.dictionary(pa.int8(), pa.int64())]
)
def test_integers_of_all_types_are_divided_alike(kind: pa.DataType) -> None:
    numbers = _chunks._numbers(pa.array([7, 300, 7]))
    assert (_chunks._numbers(pa.array([7, 300, 7], kind)) == numbers).all()


def test_uuids_are_divided_as_their_texts() -> None:
    given = [UUID(int=5), UUID(int=2**128 - 1)]
    numbers = _chunks._numbers(pa.array([each.bytes for each in given], pa.binary(16)))
    assert (numbers == _chunks._numbers(pa.array(map(str, given), pa.string()))).all()


def test_ids_that_are_refused_are_refused_in_a_chunk(tmp_path: Path) -> None:
    orders = pa.table({"id": [1.0, 1.5, 2.0], "stage": ["confirmed"] * 3})
    folder = written({"orders": orders}, tmp_path, write_parquet)
    with pytest.raises(cs.InvalidInput, match=r"got 1\.5.*whole numbers"):
        swept(files.read(folder, orders_per_chunk=1))
    flags = written({"orders": orders.set_column(0, "id", [[True] * 3])}, tmp_path, write_parquet)
    with pytest.raises(cs.InvalidInput, match="got 'bool'"):
        swept(files.read(flags, orders_per_chunk=1))


def test_nothing_is_left_behind(
    whole: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    written(whole, folder, write_parquet)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    chunks = files.read(folder, orders_per_chunk=10)
    assert len(next(chunks)["orders"])
    assert not list((tmp_path / "temporary").iterdir())


def test_a_folder_without_orders_has_one_chunk(tmp_path: Path) -> None:
    folder = written({"orders": ORDERS.slice(0, 0)}, tmp_path, write_parquet)
    (chunk,) = files.read(folder)
    assert len(chunk["orders"]) == 0


def test_other_columns_are_not_read(tmp_path: Path) -> None:
    orders = ORDERS.append_column("note", pa.array(["x"]))
    (chunk,) = files.read(written({"orders": orders}, tmp_path, write_parquet))
    assert chunk["orders"].column_names == ["id", "stage"]


@pytest.mark.parametrize("count", [0, -1, 2.5, "9"])
def test_a_chunk_has_a_number_of_orders(tmp_path: Path, count: Any) -> None:
    folder = written({"orders": ORDERS}, tmp_path, write_parquet)
    with pytest.raises(cs.InvalidInput, match=r"orders_per_chunk: got .* an int of at least 1"):
        files.read(folder, orders_per_chunk=count)


def refused(folder: Path) -> str:
    with pytest.raises(cs.InvalidInput) as error:
        list(files.read(folder))
    return str(error.value).replace(str(folder), "F")


def test_what_is_wrong_with_the_files_is_said_at_once(tmp_path: Path) -> None:
    write_parquet(ORDERS, tmp_path, "order")
    write_parquet(ORDERS, tmp_path, "prices")
    write_parquet(ORDERS, tmp_path, "lines")
    write_csv(ORDERS, tmp_path, "lines")
    (tmp_path / "notes.txt").touch()
    (tmp_path / "empty").mkdir()
    said = refused(tmp_path)
    assert said.startswith("F has 4 faults:")
    assert "order.parquet: got 'order'; expected one of orders, lines" in said
    assert "; did you mean orders?" in said
    assert "; move it out of the folder" in said
    assert "lines.parquet: got 'a second one'; expected one file, or one folder, of lines" in said
    assert "orders: got None; expected a file such as orders.parquet" in said


def test_columns_are_checked_before_rows_are_read(tmp_path: Path) -> None:
    orders = pa.table({"id": [1], "stage": [2.5]})
    lines = pa.table({"order_id": ["1"], "id": [1], "item": ["bike"]})
    said = refused(written({"orders": orders, "lines": lines}, tmp_path, write_parquet))
    assert said.startswith("F has 3 faults:")
    for each in ("orders", "lines"):
        assert f'tables["{each}"]' in said


@pytest.mark.parametrize("write", [write_parquet, write_ipc, write_csv])
def test_a_column_that_is_misspelt_is_named(
    write: Callable[[Any, Path, str], None], tmp_path: Path
) -> None:
    said = refused(written({"orders": ORDERS.rename_columns(["id", "stagee"])}, tmp_path, write))
    assert said.endswith("rename 'stagee', if it is that")


def test_the_files_of_a_table_have_the_same_columns(tmp_path: Path) -> None:
    (tmp_path / "orders").mkdir()
    write_parquet(ORDERS, tmp_path / "orders", "a")
    write_parquet(ORDERS.append_column("total", pa.array([1])), tmp_path / "orders", "b")
    assert refused(tmp_path) == (
        "F/orders/b.parquet: columns: got 'id, stage, total'; expected id, stage, as in "
        "F/orders/a.parquet; write all files alike"
    )


@pytest.mark.parametrize("name", ["orders.parquet", "orders.arrow", "orders.csv", "orders.csv.gz"])
def test_a_broken_file_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    said = refused(tmp_path)
    assert said.startswith(f"F/{name}: got ")
    assert said.endswith("; expected a file that pyarrow can read; write it again")


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_csv_that_is_separated_by_something_else_is_named(tmp_path: Path, separator: str) -> None:
    (tmp_path / "orders.csv").write_text(f"id{separator}stage\nA{separator}confirmed\n")
    said = refused(tmp_path)
    assert "expected columns separated by commas; write it again with commas" in said


def test_a_value_of_csv_that_is_of_another_type_is_named(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("id,stage,total\n1,confirmed,12.50\n2,confirmed,x\n")
    said = refused(tmp_path)
    assert "orders.csv" in said
    assert "column #2" in said
    assert "'x'" in said


def test_a_file_that_breaks_off_is_named(whole: Tables, tmp_path: Path) -> None:
    folder = files.Folder(written(whole, tmp_path, write_stream))
    lines = tmp_path / "lines.arrow"
    lines.write_bytes(lines.read_bytes()[:-1_000])
    with pytest.raises(cs.InvalidInput, match=r"lines\.arrow.*a file that pyarrow can read"):
        list(folder.chunks(9))


def test_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        files.read(tmp_path / "nowhere")


def test_a_file_that_cannot_be_opened_is_an_error_of_the_system(tmp_path: Path) -> None:
    written({"orders": ORDERS}, tmp_path, write_parquet)
    folder = files.Folder(tmp_path)
    (tmp_path / "orders.parquet").unlink()
    with pytest.raises(FileNotFoundError):
        list(folder.chunks(None))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Nothing is at address 0 of the memory of a process, so that reading it fails."""
    (tmp_path / "orders.csv").symlink_to("/proc/self/mem")
    with pytest.raises(OSError, match="Input/output error") as error:
        files.read(tmp_path)
    assert error.value.filename == str(tmp_path / "orders.csv")


def answers() -> tables.StatusTables:
    return tables.evaluate({"orders": ORDERS}, as_of=TODAY)


def test_answers_are_written_to_a_new_folder(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with files.writer(folder) as write:
        first = write(answers())
        write(answers())
        assert not folder.exists()
    assert {each.name for each in tmp_path.iterdir()} == {"out"}
    assert {each.stem for each in folder.iterdir()} == {*files.ANSWERS}
    read = parquet.read_table(folder / "orders.parquet")
    assert read.schema == pa.table(answers().orders.with_text()).schema
    assert read.to_pylist() == first["orders"].to_pylist() * 2
    assert pc.all(pc.equal(read["status"], "confirmed")).as_py()


def test_a_run_that_fails_leaves_no_folder(tmp_path: Path) -> None:
    chunks = [{"orders": ORDERS}, {"ordres": ORDERS}]
    with pytest.raises(cs.InvalidInput), files.writer(tmp_path / "out") as write:
        deque(map(write, tables.sweep(chunks, as_of=TODAY)), maxlen=0)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_there_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError) as error, files.writer(tmp_path):
        pass
    assert error.value.filename == str(tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as error, files.writer(tmp_path / "no" / "out"):
        pass
    assert error.value.filename == str(tmp_path / "no" / "out")
