"""Customer segmentation: the Python plugin behind the dbt project."""

__version__ = "0.1.0"
