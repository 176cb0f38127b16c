"""``python -m surplace``."""

import sys

from surplace.cli import main

sys.exit(main())
