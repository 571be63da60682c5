"""The Django project with a database in memory, which each test finds as it was."""

import importlib
import os
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django
import pytest
from django.db import connections, transaction
from django.test import Client
from django.test.utils import (
    setup_databases,
    setup_test_environment,
    teardown_databases,
    teardown_test_environment,
)
from django.utils import timezone

EXAMPLE = Path(__file__).parents[3] / "examples" / "django_host"
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="package")
def project() -> Iterator[Any]:
    """Return the modules of the project."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(EXAMPLE)
        patch.setenv("DJANGO_SETTINGS_MODULE", "erp.settings")
        patch.setenv("TZ", os.environ.get("TZ", "UTC"))  # Django sets it
        django.setup()
        setup_test_environment()
        databases = setup_databases(verbosity=0, interactive=False)
        names = ("models", "mapping", "sample", "statuses", "management.commands.update_statuses")
        yield SimpleNamespace(
            **{name.rpartition(".")[2]: importlib.import_module(f"sales.{name}") for name in names}
        )
        teardown_databases(databases, verbosity=0)
        teardown_test_environment()
        connections.close_all()
    time.tzset()


@pytest.fixture
def sales(project: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Return the modules, on a day with the orders of the sample."""
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY)
    with transaction.atomic():
        project.sample.build(TODAY)
        yield project
        transaction.set_rollback(True)


@pytest.fixture
def client(sales: Any) -> Client:
    """Return a browser of somebody who may do everything."""
    from django.contrib.auth.models import User  # noqa: PLC0415 it needs the project

    client = Client()
    client.force_login(User.objects.create(username="maria", is_staff=True, is_superuser=True))
    return client
