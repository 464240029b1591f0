"""A progress bar on a terminal, one line for each stage elsewhere; both on stderr."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Give a function to call with what is being done, how much is done, and of how much."""
    console = Console(stderr=True, highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=None, visible=console.is_terminal)
        last = ""

        def show(stage: str, done: int, total: int) -> None:
            nonlocal last
            bar.update(task, description=stage, completed=done, total=total or None)
            if stage != last and not console.is_terminal:
                console.print(f"{stage} …", markup=False)
            last = stage

        yield show
