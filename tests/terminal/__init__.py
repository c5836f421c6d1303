"""Programs in a real pseudo-terminal, driven and looked at as a person does.

How to write such a test::

    with Terminal(VPCE_TUI + ["demo"], size=(80, 24)) as terminal:
        terminal.wait_for("Network")               # text on the screen, or a failure that shows the screen
        terminal.press("down", "down", "enter")    # names as in Textual; `send(b"...")` for raw bytes
        terminal.wait_quiet()                      # the program has said all it had to say
        assert "vpc-" in terminal.line(3)
        terminal.resize(60, 20)
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_exit() == 143
        assert not terminal.is_alternate           # also `shows_cursor`, `has_mode(2004)`, `output` (all raw bytes)

* `press("escape", "q")` is Alt+q for a program: `wait_gone(...)` or `wait_quiet()` between the two.
* Nothing sleeps for a fixed time: every wait has a condition and a deadline (`within`, seconds), and a wait that
  fails raises `AssertionError` with the screen as it is.
* The program is a session leader on its terminal. For job control (Ctrl+Z, `fg`) start a shell instead and type into
  it: `Terminal(["bash", "--norc", "-i"])`.
* `hang_up()` closes the terminal as a lost connection does; `stop_reading()` and `go_on_reading()` are a reader that
  stands still.
* `link=SlowLink(round_trip_seconds=0.1, bytes_per_second=20_000)` puts a slow line between the program and the
  terminal (`slow_link.py`).
* The emulator (`emulator.py`) is pyte with what it lacks: scrolling by count, wide characters cut in half, private
  modes. It answers cursor-position reports; `answers=False` makes it a terminal that never answers.
"""
