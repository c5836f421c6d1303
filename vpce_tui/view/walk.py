"""Which nodes follow a node of a tree in reading order, whether or not they are shown?

Reading order is a branch before its children. Used by search, which looks into closed branches as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from vpce_tui.view.runs import Branch, Node


def below(branch: Branch, *, backwards: bool = False) -> Iterator[Node]:
    """Yield every node below a branch in reading order, or the last one first."""
    blocks = branch.ordered()
    for block in reversed(blocks) if backwards else blocks:
        for node in reversed(block.nodes) if backwards else block.nodes:
            if node.branch is None:
                yield node
            else:
                yield from subtree(node, backwards=backwards)


def subtree(node: Node, *, backwards: bool = False) -> Iterator[Node]:
    """Yield a node and everything below it in reading order, or the last one first."""
    if not backwards:
        yield node
    if node.branch is not None:
        yield from below(node.branch, backwards=backwards)
    if backwards:
        yield node


def onwards(node: Node, *, backwards: bool = False) -> Iterator[Node]:
    """Yield every node after this one to the end of the tree, or before it to the beginning."""
    if node.branch is not None and not backwards:
        yield from below(node.branch)
    while node.block is not None:
        branch = node.block.branch
        for sibling in branch.siblings(node, backwards=backwards):
            yield from subtree(sibling, backwards=backwards)
        node = branch.node
        if backwards and node.block is not None:
            yield node
