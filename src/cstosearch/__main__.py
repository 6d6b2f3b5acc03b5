"""The program's entry, as `cstosearch` and as `python -m cstosearch`.

What can be interrupted is imported within the guard: Ctrl-C while the program is still loading
ends it as quietly as later.
"""

import sys


def run() -> int:
    """Run the command line; return the exit code."""
    try:
        from cstosearch.cli import main  # noqa: PLC0415
    except KeyboardInterrupt:
        return 130
    return main()


if __name__ == "__main__":
    sys.exit(run())
