"""What do AND, OR, `+` and `-` make of the operands of one list?

A list is parts with OR between them, written or (under `any_word`) meant; a part is operands
joined by AND. A `+` requires its operand of the whole list, and a `-` leaves it out of the whole
list, unless an OR is written beside its part: then what is not there is one of the alternatives.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from cstosearch.query.lex import Fault, Token
from cstosearch.query.nodes import And, Node, Or, Prefer, children

_REQUIRED: Final = "write a AND (b OR c), or (a AND b) OR c"
_EXCLUDED: Final = "write (a OR b) AND NOT c, or a OR (b AND NOT c)"


class Signed(NamedTuple):
    """An operand and its first token, the sign if it has one; NOT and `-` are in the node, too."""

    node: Node
    first: Token

    @property
    def required(self) -> bool:
        """Whether the sign is a plus."""
        return self.first.kind == "+"

    @property
    def excluded(self) -> bool:
        """Whether the sign is a minus, however it is written."""
        return self.first.kind in ("-", "NOT")


class Part(NamedTuple):
    """Operands joined by AND; `after_or` says that an OR is written before them."""

    operands: Sequence[Signed]
    after_or: bool = False

    @property
    def node(self) -> Node:
        """What the operands make by themselves."""
        return _merged(And, (operand.node for operand in self.operands))


def joined(parts: Sequence[Part]) -> Node:
    """Return the tree of a list.

    Raises `Fault` for a sign that would hold for its part alone.
    """
    if len(parts) == 1:
        return parts[0].node
    required, optional, excluded = [], [], []
    for part, after in zip(parts, [*parts[1:], None], strict=True):
        beside_or = part.after_or or (after is not None and after.after_or)
        binding = [o for o in part.operands if o.required or (o.excluded and not beside_or)]
        if not binding:
            optional.append(part.node)
        elif len(binding) < len(part.operands):
            raise _in_doubt(binding[0])
        required += [operand.node for operand in binding if operand.required]
        excluded += [operand.node for operand in binding if operand.excluded]
    return _merged(And, [*_wanted(required, optional), *excluded])


def _in_doubt(operand: Signed) -> Fault:
    """Say that beside AND a sign can be read in two ways, and how to write either."""
    hint = _REQUIRED if operand.required else _EXCLUDED
    sign = operand.first
    message = f"this {sign.text} could hold for the whole list or for one alternative: {hint}"
    return Fault.at(sign, message)


def _wanted(required: Sequence[Node], optional: Sequence[Node]) -> Sequence[Node]:
    """Return what a document must match, beside what is left out of all."""
    if required and optional:
        return [Prefer(_merged(And, required), _merged(Or, optional))]
    return required or ([_merged(Or, optional)] if optional else [])


def _merged(kind: type[And | Or], nodes: Iterable[Node]) -> Node:
    """Join nodes, those of the same kind by their operands; one node alone stays itself."""
    flat: list[Node] = []
    for node in nodes:
        flat += children(node) if isinstance(node, kind) else [node]
    return flat[0] if len(flat) == 1 else kind(tuple(flat))
