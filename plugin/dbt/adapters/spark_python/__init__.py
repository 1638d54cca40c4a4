"""dbt-spark on Spark Connect with Python models, which run in dbt's own process."""

from dbt.adapters.base import AdapterPlugin

from dbt.adapters.spark_python.impl import SparkPythonAdapter, SparkPythonCredentials
from dbt.include import spark_python

Plugin = AdapterPlugin(
    adapter=SparkPythonAdapter,
    credentials=SparkPythonCredentials,
    include_path=spark_python.PACKAGE_PATH,
    dependencies=["spark"],
)
