"""A tree of records, drawn as they come in sight, that stays still while thousands arrive."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from textual import events

from vpce_tui.tui.widgets.rows import Look, VirtualRows
from vpce_tui.view.text import UNICODE_SIGNS, Cells, Run, Signs
from vpce_tui.view.tree import Node, Row, TreeModel

RenderNode: TypeAlias = Callable[[Node], Cells]
"""Makes a node's label; asked for the rows in sight alone, and again when the node's item is another object."""

INDENT = 2


def label_of_id(node: Node) -> Cells:
    """Show the id: what a tree does until it is told better."""
    return [(node.id, "plain")]


class VirtualTree(VirtualRows):
    """Shows a `TreeModel`: arrows or h and l open and close, Enter posts `Chosen`."""

    def __init__(
        self,
        model: TreeModel | None = None,
        render: RenderNode = label_of_id,
        *,
        signs: Signs = UNICODE_SIGNS,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 (Textual's own name for it)
        classes: str | None = None,
    ) -> None:
        super().__init__(signs=signs, name=name, id=id, classes=classes)
        self._model = TreeModel()
        self._render_node = render
        self.model = model if model is not None else self._model

    @property
    def model(self) -> TreeModel:
        """What is shown. Change it at will in the event loop's thread: the tree follows by itself, once a turn."""
        return self._model

    @model.setter
    def model(self, model: TreeModel) -> None:
        self._model = model
        self.show(model)

    @property
    def render_node(self) -> RenderNode:
        return self._render_node

    @render_node.setter
    def render_node(self, render: RenderNode) -> None:
        self._render_node = render
        self.repaint()

    def look_of(self, row: Row) -> Look:
        node, depth = row
        return Look(node.id, node.item, (node, depth, node.branch is not None, node.is_open, node.child_count))

    def cells_of(self, look: Look, width: int) -> Cells:  # noqa: ARG002 (labels do not depend on the width)
        node, depth, is_branch, is_open, _ = look.rest
        assert isinstance(node, Node)
        assert isinstance(depth, int)
        arrow = (self.signs.open if is_open else self.signs.closed) if is_branch else " "
        lead: list[Run] = [(" " * INDENT * depth + arrow + " ", "muted")]
        return [*lead, *self._render_node(node)]

    def action_left(self) -> None:
        """Close the branch, or go to the parent."""
        self._settle()
        node = self._node_under_cursor()
        if node is None:
            return
        if node.is_open:
            self._model.collapse(node.id)
        elif (parent := self._model.parent_of(node.id)) is not None:
            self.move_cursor(parent)

    def action_right(self) -> None:
        """Open the branch, or go to its first child."""
        self._settle()
        node = self._node_under_cursor()
        if node is None or node.branch is None:
            return
        if not node.is_open:
            self._model.expand(node.id)
        elif self._first_child_is_shown(node):
            self.action_move(1)

    def on_click(self, event: events.Click) -> None:
        """Open or close a branch by its arrow; elsewhere the row is taken as the core does."""
        index = self.row_under(event)
        offset = event.get_content_offset(self)
        if index is None or offset is None:
            return
        node, depth = self._model.row_at(index)
        if node.branch is not None and offset.x == self.GUTTER + INDENT * depth:
            self._model.toggle(node.id)

    def _first_child_is_shown(self, node: Node) -> bool:
        return node.height > 1

    def _node_under_cursor(self) -> Node | None:
        return self._model.get(self.cursor_id) if self.cursor_id is not None else None
