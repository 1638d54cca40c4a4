INSTALL = "pip install dbt_packages/customer_segmentation (in a clone: pip install .)"


def model(dbt, session):
    try:
        from customer_segmentation import __version__ as version
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"{error}: the Python plugin of this package is missing where dbt runs Python. "
            f"Install it: {INSTALL}"
        ) from error
    import pandas as pd

    package_version = dbt.config.meta_get("package_version")
    if version != package_version:
        raise RuntimeError(
            f"the dbt package is version {package_version} and its Python plugin is version {version}. "
            f"Install the plugin of the package: {INSTALL}"
        )
    dbt.config(materialized="table")
    return pd.DataFrame({"plugin_version": [version]})
