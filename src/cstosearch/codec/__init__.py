"""A columnar store for searchable documents: each segment is one file of arrays, mapped to memory.

This room knows texts, values, columns and records; what they mean is the affair of its callers.

=============  =================================================================================
`arrays`       one file of named arrays
`narrow`       whole numbers that are nearly always small
`lexicon`      sorted words, and where each stands
`texts`        a text field: which words, where, in which form
`values`       a field of whole values, such as identifiers
`records`      what is stored of a document, in compressed blocks
`segment`      one file of documents, open for reading
`build`        documents into a segment
`merge`        segments into one
`stock`        the segment as Whoosh knows it
=============  =================================================================================
"""
