"""The orders that take an item, and which of them are ahead of a place in the rank."""

from bisect import bisect_left
from collections.abc import Iterable

from costatus.rules.facts.context import MOST_NAMED, OrdersAhead


class Takers:
    """The orders that take some of an item.

    For each place it keeps the nearest orders before it, and one more, because an order is not
    ahead of itself. So reading a place costs the same whatever the number of demands.
    """

    __slots__ = ("_first_place", "_first_places", "_recent")

    def __init__(self, order_ids: Iterable[str]) -> None:
        first_place: dict[str, int] = {}
        recent: tuple[str, ...] = ()
        self._recent = [recent]
        for place, order_id in enumerate(order_ids):
            first_place.setdefault(order_id, place)
            recent = (order_id, *[each for each in recent if each != order_id][:MOST_NAMED])
            self._recent.append(recent)
        self._first_place = first_place
        self._first_places = list(first_place.values())

    def ahead(self, place: int, order_id: str) -> OrdersAhead:
        """Return the orders before the place, other than the order that has it."""
        place = min(place, len(self._recent) - 1)
        nearest = [each for each in self._recent[place] if each != order_id][:MOST_NAMED]
        orders = bisect_left(self._first_places, place)
        if self._first_place.get(order_id, place) < place:
            orders -= 1
        return OrdersAhead(tuple(nearest), orders - len(nearest))
