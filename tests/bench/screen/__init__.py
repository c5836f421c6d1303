"""Programs that a benchmark runs in a terminal of their own."""
