"""From the files of a corpus to the documents that are searched."""
