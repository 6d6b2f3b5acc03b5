"""The program's entry, as `cstosearch` and as `python -m cstosearch`.

What can be interrupted is imported within the guard: Ctrl-C while the program is still loading
ends it as quietly as later.
"""

import gc
import sys


def run() -> int:
    """Run the command line; return the exit code."""
    try:
        from cstosearch.cli import main  # noqa: PLC0415
    except KeyboardInterrupt:
        return 130
    code = main()
    # What has been loaded need not be searched for garbage once more before it all goes: that
    # would be a tenth of the time of a short search.
    gc.freeze()
    return code


if __name__ == "__main__":
    sys.exit(run())
