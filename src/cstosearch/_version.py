"""The version, kept apart so that building and `--version` import nothing else."""

__version__ = "0.2.0"
