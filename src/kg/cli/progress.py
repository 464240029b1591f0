"""What goes on, on stderr: moving on a terminal, one line for each stage elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Result = TypeVar("Result")


def watch(run: Callable[[Callable[[str], None]], Result], *, plain: bool = True) -> Result:
    """Return what `run` returns, showing the stages that it names to the function it is given.

    Without `plain`, nothing is said where there is no terminal.
    """
    console = Console(stderr=True, highlight=False)
    if console.is_terminal:
        with console.status("") as status:
            return run(lambda stage: status.update(f"{stage} …"))
    if plain:
        return run(lambda stage: console.print(f"{stage} …", markup=False))
    return run(lambda _stage: None)


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
