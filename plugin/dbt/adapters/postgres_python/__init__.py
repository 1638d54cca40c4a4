"""dbt-postgres with Python models, which run in dbt's own process."""

from dbt.adapters.base import AdapterPlugin

from dbt.adapters.postgres_python.impl import (
    PostgresPythonAdapter,
    PostgresPythonCredentials,
)
from dbt.include import postgres_python

Plugin = AdapterPlugin(
    adapter=PostgresPythonAdapter,
    credentials=PostgresPythonCredentials,
    include_path=postgres_python.PACKAGE_PATH,
    dependencies=["postgres"],
)
