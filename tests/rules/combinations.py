"""Every combination of the facts that a table reads, each fact at the values where it matters.

A fact takes its values when a row first reads it, so facts that no row reads do not multiply.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")
Domain: TypeAlias = Mapping[str, Sequence[Any]]
"""The values of each fact, by its name; a fact of a fact as `production.finish_day`."""
Laws: TypeAlias = tuple[Callable[[Any], bool], ...]
"""What is true of the facts of every order, so that a combination that breaks it cannot be."""


class _Unread(Exception):
    """A fact was read that has no value yet."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name: str = name


class Facts:
    """Facts with the values that were chosen so far."""

    def __init__(self, domain: Domain, chosen: Mapping[str, Any], prefix: str = "") -> None:
        self._domain = domain
        self._chosen = chosen
        self._prefix = prefix

    def __getattr__(self, name: str) -> Any:
        path = self._prefix + name
        if path in self._chosen:
            return self._chosen[path]
        if path in self._domain:
            raise _Unread(path)
        return Facts(self._domain, self._chosen, f"{path}.")

    def __repr__(self) -> str:
        return f"Facts({dict(self._chosen)})"


def combinations(
    domain: Domain, laws: Laws, answer: Callable[[Any], T]
) -> Iterator[tuple[Facts, T]]:
    """Yield every combination of facts that `answer` reads and no law forbids, with the answer."""
    open_: list[dict[str, Any]] = [{}]
    while open_:
        chosen = open_.pop()
        facts = Facts(domain, chosen)
        if not all(_kept(law, facts) for law in laws):
            continue
        try:
            answered = answer(facts)
        except _Unread as unread:
            open_ += [{**chosen, unread.name: value} for value in domain[unread.name]]
        else:
            yield facts, answered


def _kept(law: Callable[[Any], bool], facts: Facts) -> bool:
    try:
        return law(facts)
    except _Unread:  # what is not read is as the law wants it
        return True
