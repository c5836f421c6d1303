"""How many rows and matches does each branch of a tree hold, after nodes came or went and after a filter?

Changes below a branch are carried up, one number per ancestor; a filter has everything measured anew.
"""

from __future__ import annotations

import enum

from vpce_tui.view.runs import Branch, Node


class Opening(enum.Enum):
    """What a filter that comes or goes does to branches."""

    FIRST_FILTER = enum.auto()
    NEXT_FILTER = enum.auto()
    REST = enum.auto()


def branch_of(node: Node) -> Branch:
    """Return the node's children, and make it a branch if it was none."""
    if node.branch is None:
        height = node.height
        node.is_branch = True
        node.branch = Branch(node)
        node.branch.height = height
        node.branch.inside = bool(height)
    return node.branch


def hits_of(node: Node) -> int:
    return int(node.hit) if node.branch is None else node.hit + node.branch.hits


def carry(branch: Branch, rows: int, hits: int, *, opens_matches: bool) -> None:
    """Add rows and hits to a branch, and what follows from that to everything above it.

    `opens_matches`: there is a filter, so that a branch opens with its first match.
    """
    while True:
        if hits > 0 and not branch.hits and opens_matches:
            branch.open = True
        branch.rows += rows
        branch.hits += hits
        block = branch.node.block
        if block is None:
            return
        height = branch.own_height(parent_inside=block.branch.inside)
        rows = height - branch.height
        if not rows and not hits:
            return
        branch.height = height
        block.rows += rows
        block.ends = block.branch.ends = None
        branch = block.branch


def measure(branch: Branch, opening: Opening | None) -> None:
    """Count rows and hits below a branch anew, and open or close what is there."""
    branch.rows = branch.hits = 0
    branch.ends = None
    for block in (*branch.blocks, *([branch.pending] if branch.pending is not None else [])):
        for node in block.nodes:
            if node.branch is not None:
                measure_child(node.branch, branch, opening)
        branch.hits += sum([hits_of(node) for node in block.nodes])
        block.rows = sum([node.height for node in block.nodes])
        block.ends = None
        branch.rows += block.rows


def measure_child(child: Branch, parent: Branch, opening: Opening | None) -> None:
    child.inside = parent.inside or child.node.hit
    measure(child, opening)
    if opening is Opening.REST:
        child.open = child.resting_open
    elif opening is not None:
        if opening is Opening.FIRST_FILTER:
            child.resting_open = child.open
        child.open = child.hits > 0
    child.height = child.own_height(parent_inside=parent.inside)
