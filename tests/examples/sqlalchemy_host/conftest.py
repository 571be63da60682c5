"""The ERP of the example in SQLite and on a PostgreSQL server, empty at the start of each test."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy_host.database import connect
from sqlalchemy_host.tables import Base

from tests.conftest import WAS_NOT_TESTED
from tests.examples.sqlalchemy_host.server import programs, server


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Return the URL of a PostgreSQL database."""
    found = programs()
    if found is None:
        pytest.skip(f"POSTGRESQL {WAS_NOT_TESTED}: no server; install Debian's package postgresql")
    with server(found) as url:
        yield url


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def erp(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """Return the ERP, with its tables."""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql")
    else:
        url = f"sqlite:///{tmp_path_factory.mktemp('erp')}/erp.sqlite"
    engine = connect(url)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()
