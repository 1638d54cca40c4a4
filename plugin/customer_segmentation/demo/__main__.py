"""Command line of ``python -m customer_segmentation.demo``."""

from customer_segmentation.demo.generate import main

raise SystemExit(main())
