"""`customer-segmentation init`: from raw tables under foreign names to a project that builds."""
