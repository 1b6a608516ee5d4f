"""Wait until the database takes a question, for as many seconds as the first argument says."""

import sys
import time

import django
from django.db import connection
from django.db.utils import OperationalError

django.setup()
ends_at = time.monotonic() + float(sys.argv[1])
while True:
    try:
        connection.ensure_connection()
        break
    except OperationalError as error:
        if time.monotonic() > ends_at:
            sys.exit(f"The database did not answer: {error}")
        print(f"Waiting for the database: {type(error).__name__}", flush=True)
        time.sleep(2)
print("The database answers.")
