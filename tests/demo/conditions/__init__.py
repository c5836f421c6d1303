"""What must be true of the records for each planted mistake to be there? One function a scenario."""

from __future__ import annotations

from collections.abc import Callable

from tests.demo.conditions import coverage, filters, names, policies, routes

CONDITIONS: dict[int, Callable[[], bool]] = {
    number: condition
    for theme in (coverage, names, filters, routes, policies)
    for number, condition in theme.CONDITIONS.items()
}
