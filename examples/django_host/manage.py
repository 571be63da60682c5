"""An ERP on Django that stores where its orders stand, and shows in its admin why.

    pip install costatus django
    cd examples/django_host
    python manage.py migrate --run-syncdb
    python manage.py sample            # a few orders around today
    python manage.py update_statuses   # every night
    python manage.py createsuperuser
    python manage.py runserver

Then open http://localhost:8000/sales/customerorder/. The way of the data is sales/models.py,
mapping.py, statuses.py and admin.py.
"""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "erp.settings")
    execute_from_command_line(sys.argv)
