"""Command line of ``python -m customer_segmentation.demo``."""

from customer_segmentation.demo.write import main

raise SystemExit(main())
