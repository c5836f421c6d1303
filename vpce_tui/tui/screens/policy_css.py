"""How are the panes of the policy panel laid out: side by side, or one at a time on a narrow terminal?"""

from __future__ import annotations

from typing import Final

POLICY_CSS: Final = """
PolicyScreen {
    & > #head { height: 1; background: $panel; overflow: hidden; }
    & #verdict { height: auto; max-height: 2; padding: 0 1; }
    & #asked { display: none; height: 1; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    & > #policy-panes { height: 1fr; }
    & .policy-pane {
        border: round $border-blurred; border-title-color: $text-muted; border-subtitle-color: $text-muted;
        &:focus-within, &:focus { border: round $border; border-title-color: $foreground; }
    }
    & #document-pane { width: 1fr; }
    & #right { width: 1fr; }
    & #answer { height: 2fr; }
    & #request { height: 3fr; }
    & #told { height: auto; max-height: 7; color: $foreground; padding: 0 1; }
    &.-telling #told { max-height: 60%; }
    & #editor { display: none; border: none; height: 1fr; padding: 0; &:focus { border: none; } }
    & #beside { display: none; height: 2fr; max-height: 16; border-top: solid $border-blurred; }
    &.-editing #editor, &.-editing #beside { display: block; }
    &.-editing #document, &.-editing #told { display: none; }
    &.-narrow .policy-pane { border: none; }
    &.-narrow #beside { max-height: 8; }
    &.-narrow > #head { height: 2; }
    &.-narrow #asked { display: block; }
    &.-narrow #document-pane, &.-narrow #answer, &.-narrow #request, &.-narrow #right { display: none; }
    &.-narrow.-document #document-pane { display: block; }
    &.-narrow.-answer #right, &.-narrow.-request #right { display: block; }
    &.-narrow.-answer #answer, &.-narrow.-request #request { display: block; height: 1fr; }
}
"""
