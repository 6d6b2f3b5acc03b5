"""How results look: a module a format.

`text` and `report` write for people, through a `terminal.Terminal`; `markdown` for their notes;
`json`, `table`, `bibtex`, `ris` and `names` for programs.
"""

from cstosearch.render.terminal import Terminal, message

__all__ = ["Terminal", "message"]
