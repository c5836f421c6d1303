"""How is a changed picture told to a terminal in few bytes? Pure: grids in, text with control sequences out.

`pens` names colours and attributes, `grid` holds what each cell shall show, `encoder` writes the difference between
two grids, `scrolling` finds lines that only moved, `pacing` says when the line has room for the next frame. What joins
them to Textual is `tui/low_bandwidth.py`, and that alone.
"""
