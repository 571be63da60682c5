"""The seeded orders of the benchmarks."""

from tests.reference.workload import workload


def test_the_seeded_orders_are_the_same_each_time() -> None:
    assert workload(20, seed=3) == workload(20, seed=3)
    assert workload(20, seed=3) != workload(20, seed=4)


def test_the_seeded_orders_have_the_size_that_hosts_have() -> None:
    orders = workload(500)
    lines = sum(len(order.lines) for order in orders)
    bookings = sum(len(line.bookings) for order in orders for line in order.lines)
    invoices = sum(len(order.invoices) for order in orders)
    assert 2.7 < lines / 500 < 3.3
    assert 3.4 < bookings / 500 < 4.6
    assert 0.4 < invoices / 500 < 0.7
