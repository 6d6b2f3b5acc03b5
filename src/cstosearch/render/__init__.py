"""How results look: as text for people, as JSON for programs.

`text` and `report` write for people, through a `terminal.Terminal`; `json` writes for programs.
"""

from cstosearch.render.terminal import Terminal, plain

__all__ = ["Terminal", "plain"]
