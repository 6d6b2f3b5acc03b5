"""The tests of rendering, a package so that they can share samples."""
