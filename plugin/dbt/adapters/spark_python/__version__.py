from customer_segmentation import __version__ as version  # noqa: F401
