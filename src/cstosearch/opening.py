"""How is a file opened where a directory, a pipe or a device may stand in its place?"""

import errno
import os
import stat
from pathlib import Path


class NotRegularError(OSError):
    """A pipe, a socket or a device stands where a file is read."""


def open_regular(path: Path) -> int:
    """Open a file for reading and return its descriptor.

    Raises `NotRegularError`, `IsADirectoryError`, and any other `OSError` of the system.
    """
    # A plain open() of a pipe would wait for ever.
    flags = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags)
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        return descriptor
    os.close(descriptor)
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    raise NotRegularError(errno.EINVAL, "Not a regular file", str(path))
