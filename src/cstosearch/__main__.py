"""The command line, as `python -m cstosearch`."""

import sys

from cstosearch.cli import main

sys.exit(main())
