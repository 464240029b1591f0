"""The saved questions: their form, and that each gives the rows that a careful reader gives.

`expected/<name>.tsv` holds the answer in Vietnamese (SPARQL 1.1 TSV), compared row by row with the
articles; a change there is a change of what the graph says.
"""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.config import Settings
from kg.errors import QueryRefused
from kg.questions import Question, read_questions
from kg.resources import bundled_project
from kg.store.query import Query
from kg.store.readers import ReaderPool

from .conftest import WIKIDATA, Ask

QUERIES = bundled_project() / "queries"
QUESTIONS = read_questions(bundled_project())
EXPECTED = Path(__file__).parent / "expected"

# The columns that readers were promised, in order; + marks one that holds things.
COLUMNS = {
    "CQ01": "agreement+ type+ from to open_ended signed",
    "CQ02": "agreement+ province+",
    "CQ03": "person+ on_behalf_of+ office+ office_certainty+",
    "CQ04": "agreement+ document_signed",
    "CQ05": "event+ person+",
    "CQ06": "post+",
    "CQ07": "person+ event+ edtf earliest latest",
    "CQ08": "person+ event+ offices",
    "CQ09": "event+ edtf earliest latest basis",
    "CQ10": "event+ certainly_before possibly_before best_reading_before",
    "CQ11": "item+ time kind+ evidence+",
    "CQ12": "area+ articles list",
    "CQ13": "top_area+ commitments",
    "CQ14": "article+ commitments",
    "CQ15": "project+ province+",
    "CQ16": "date status+ article+ evidence+",
    "CQ17": "article+ name start end",
    "CQ18": "designation+ article+ fact+ start end",
    "CQ19": "article+ preparer+ evidence+",
    "CQ20": "limitation+ article+ summary",
    "CQ21": "theme+ articles",
    "CQ22": "statistic+ value support article+ start end",
    "CQ23": "from+ to+ gross_out gross_in net exactness",
    "CQ24": "article+ publisher+ original_source+ published page_date event_edtf",
    "CQ25": "article+ teaser caption page_widget",
    "CQ26": "file start end zone+",
    "CQ27": "agreement+ party+ successor+",
    "CQ28": "agreement+ present_unit+",
    "CQ29": "unit+ wikidata+ iso_3166_2 agreements",
    "CQ30": "kind count",
    "CQ31": "agreement+ party+ wikidata+ year people",
    "CQ32": "party+ wikidata+ iso_3166_2 merged_into",
}
FIVE_ARTICLES = [f"article-graph:00{number}" for number in range(5)]
QUOTED_FROM_ARTICLES = {"name"}

GRAPH_BLOCK = re.compile(r"^ *VALUES \?graph \{([^}]*)\}\n", re.MULTILINE)
PREFIX = re.compile(r"^PREFIX ([a-z-]+): <[^>]+>$", re.MULTILINE)
LITERAL = re.compile(r'"[^"\n]*"')

every_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda item: item.number)


def columns(text: str) -> list[str]:
    names = []
    for name in text.split():
        names += [name[:-1], f"{name[:-1]}_iri"] if name.endswith("+") else [name]
    return names


def rows(solutions: ox.QuerySolutions) -> list[dict[str, ox.NamedNode | ox.Literal | None]]:
    names = [variable.value for variable in solutions.variables]
    found = []
    for solution in solutions:
        cells: dict[str, ox.NamedNode | ox.Literal | None] = {}
        for name in names:
            term = solution[name]
            assert term is None or isinstance(term, ox.NamedNode | ox.Literal)
            cells[name] = term
        found.append(cells)
    return found


def lines(solutions: ox.QuerySolutions) -> list[str]:
    answer = solutions.serialize(format=ox.QueryResultsFormat.TSV)
    assert answer is not None
    return answer.decode().splitlines()


def test_there_are_thirty_two_questions() -> None:
    """Each question is there once, and no other."""
    assert [question.number for question in QUESTIONS] == list(COLUMNS)


@every_question
def test_header(question: Question) -> None:
    """A file begins with its title and what a row is, in both languages, in one order."""
    head, rest = question.text.split("\n\n", 1)
    keys = ["title-vi", "title-en", "description-vi", "description-en"]
    assert [line.partition(":")[0] for line in head.splitlines()] == [f"# {key}" for key in keys]
    assert all(question.header[key] for key in keys)
    assert rest.startswith("PREFIX vnrc: ")


@every_question
def test_one_line_holds_the_language(question: Question) -> None:
    """The reader's language can be put in at exactly one line, two spaces in."""
    found = [line for line in question.text.splitlines() if "VALUES ?lang" in line]
    assert found == ['  VALUES ?lang { "vi" }']


@every_question
def test_one_block_holds_the_graphs(question: Question) -> None:
    """The five articles are named in exactly one block."""
    assert [block.split() for block in GRAPH_BLOCK.findall(question.text)] == [FIVE_ARTICLES]
    assert question.text.count("article-graph:") == len(FIVE_ARTICLES) + 1


@every_question
def test_every_prefix_is_used(question: Question) -> None:
    """No prefix is declared in vain."""
    body = LITERAL.sub("", question.text.rpartition("PREFIX ")[2].partition("\n")[2])
    unused = [
        name for name in PREFIX.findall(question.text) if not re.search(rf"(?<![\w-]){name}:", body)
    ]
    assert unused == []


@every_question
def test_layout(question: Question) -> None:
    """The query is indented by two spaces a level, and its lines fit on a screen."""
    depth = 0
    for line in question.text.split("\n\n", 1)[1].splitlines():
        code = LITERAL.sub('""', line.partition(" # ")[0])
        indent = len(line) - len(line.lstrip(" "))
        closing = code.strip()[:1] in {"}", ")"}
        level = 2 * (depth - closing)
        assert indent >= level
        assert indent % 2 == 0
        assert len(line) <= 100
        assert line == line.rstrip()
        depth += sum(code.count(mark) for mark in "{(") - sum(code.count(mark) for mark in "})")
    assert depth == 0


@every_question
def test_columns(question: Question, ask: Ask) -> None:
    """The columns are those promised, and one that holds things has its IRIs beside it."""
    found = [variable.value for variable in ask(question.text).variables]
    assert found == columns(COLUMNS[question.number])


@every_question
def test_answer(question: Question, ask: Ask) -> None:
    """The answer in Vietnamese is the one that a careful reader of the articles gives."""
    expected = (EXPECTED / f"{question.name}.tsv").read_text(encoding="utf-8").splitlines()
    assert lines(ask(question.query("vi"))) == expected


def test_no_expected_answer_is_left_over() -> None:
    """Each file of expected rows belongs to a question."""
    names = [question.name for question in QUESTIONS]
    assert sorted(file.stem for file in EXPECTED.iterdir()) == names


@every_question
def test_answer_in_english(question: Question, ask: Ask) -> None:
    """In English the rows are the same things, and every label is there, in English."""
    vietnamese, english = (rows(ask(question.query(language))) for language in ("vi", "en"))
    assert len(english) == len(vietnamese)
    for row, counterpart in zip(english, vietnamese, strict=True):
        for name, term in row.items():
            other = counterpart[name]
            if not isinstance(term, ox.Literal) or not isinstance(other, ox.Literal):
                assert term == other
            elif name not in QUOTED_FROM_ARTICLES:
                assert (term.language, other.language) in {("en", "vi"), (None, None)}
            assert term is not None or row.get(f"{name}_iri") is None


@pytest.mark.parametrize("number", ["CQ01", "CQ02", "CQ14"])
def test_without_the_graph_block(number: str, ask: Ask) -> None:
    """Without its block a query answers over everything, the five articles among it."""
    question = next(item for item in QUESTIONS if item.number == number)
    over_everything = lines(ask(GRAPH_BLOCK.sub("", question.text)))
    assert set(lines(ask(question.text))) <= set(over_everything)


def test_successors_are_those_of_the_day(ask: Ask) -> None:
    """A change of 2026 that the graph knows shows at the end of that year, not at its beginning."""
    question = next(item for item in QUESTIONS if item.number == "CQ27")
    later = {
        str(row["successor_iri"]).removesuffix(">").rpartition("/")[2]
        for row in rows(ask(question.text.replace("2026-01-01", "2026-12-31")))
    }
    assert later == {"bac-ninh-2026", "hai-phong-2025", "quang-ninh-2026", "thai-nguyen-2025"}


def test_readme_lists_the_questions() -> None:
    """The table of the README has each question with its titles, in order."""
    readme = (QUERIES / "README.md").read_text(encoding="utf-8")
    table = [line for line in readme.splitlines() if line.startswith("| [CQ")]
    assert table == [
        f"| [{item.number}]({item.name}.rq) | {item.title('vi')} | {item.title('en')} |"
        for item in QUESTIONS
    ]


def test_the_question_for_wikidata_itself_needs_the_setting(wikidata: str, built: Path) -> None:
    """CQ32 goes where the setting allows, and nowhere without it."""
    (question,) = [item for item in QUESTIONS if "SERVICE" in item.text]
    assert question.number == "CQ32"
    text = question.query("vi").replace(WIKIDATA, wikidata)
    expected = (EXPECTED / f"{question.name}.tsv").read_text(encoding="utf-8").splitlines()
    for allowed in ((wikidata,), ()):
        settings = Settings.load({}, data_dir=built, allowed_services=allowed, readers=1)
        with ReaderPool(settings) as pool:
            if allowed:
                with pool.ask(Query(text=text, solutions="tsv")) as answer:
                    assert answer.read().decode().splitlines() == expected
            else:
                with pytest.raises(QueryRefused, match="not allowed"):
                    pool.ask(Query(text=text, solutions="tsv")).__enter__()
