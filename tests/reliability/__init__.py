"""The tests of what must hold when processes, disks and machines fail."""
