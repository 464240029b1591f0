import ast
from collections.abc import Iterator
from pathlib import Path

import kg

SOURCE = Path(kg.__file__).parent
ROOMS = (
    "text",
    "rdf",
    "reason",
    "validate",
    "store",
    "read",
    "score",
    "review",
    "link",
    "reconcile",
    "figures",
    "web",
    "site",
    "deploy",
    "cli",
)
"""The packages in the order in which data flow through them."""
FOR_USERS = {"client.py", "dataframes.py"}
"""What notebooks import: it stands on the rooms up to the store, and nothing here stands on it."""
TOP = {file.stem for file in SOURCE.glob("*.py") if file.name not in FOR_USERS}
TOP -= {"__init__", "__main__"}
MODULES = {
    file.relative_to(SOURCE): file.read_text(encoding="utf-8") for file in SOURCE.rglob("*.py")
}
MOST_LINES = 400


def imported(text: str) -> Iterator[str]:
    """Yield the first name under `kg` of everything of ours that a module imports, anywhere."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.ImportFrom(module=module, names=names, level=0):
                paths = [f"{module}.{alias.name}" for alias in names]
            case ast.ImportFrom():
                paths = ["kg.(relative)"]
            case ast.Import(names=names):
                paths = [alias.name for alias in names]
            case _:
                continue
        yield from (path.split(".")[1] for path in paths if path.startswith("kg."))


def allowed(module: Path) -> set[str]:
    """Return the packages before that of `module`, itself, and the modules at the top."""
    room = module.parts[0]
    if room in FOR_USERS:
        return {*ROOMS[: ROOMS.index("store") + 1], *TOP, *(Path(name).stem for name in FOR_USERS)}
    before = ROOMS[: ROOMS.index(room) + 1] if room in ROOMS else ()
    return {*before, *TOP, "__version__"} | ({"cli"} if room == "__main__.py" else set())


def test_every_package_has_its_place_in_the_order() -> None:
    assert {module.parts[0] for module in MODULES if len(module.parts) > 1} == set(ROOMS)


def test_a_package_imports_only_from_those_before_it_and_the_top() -> None:
    wrong = {str(module): set(imported(text)) - allowed(module) for module, text in MODULES.items()}
    assert {module: names for module, names in wrong.items() if names} == {}


def test_no_module_is_too_long_to_be_read_at_once() -> None:
    lengths = {str(module): len(text.splitlines()) for module, text in MODULES.items()}
    assert {module: length for module, length in lengths.items() if length > MOST_LINES} == {}
