"""Which amount is a part of which, told from rows, columns and codes."""

from dataclasses import replace

from ontology.money import parse_money
from ontology.quads import to_nquads
from ontology.records import BudgetFact, RowRole, TableReading
from search.checks.findings import prepared
from search.checks.working import WORK
from tests.ontology.sample_record import cell, sample_record


def amount(table: int, row: int, column: int, printed: str, role: RowRole, code: str | None, measure: str = "total") -> BudgetFact:
    money = parse_money(printed, "万元")
    assert money is not None
    label = code or ("合计" if role == "total" else "明细")
    source = cell(f"{printed}", table, row, column)
    return BudgetFact(money, "expenditure", measure, role, label, "function_expenditure", source, function_code=code)


def related(*facts: BudgetFact) -> set[tuple[str, str, str]]:
    """(relation, cell of the part, cell of the whole), cells as `t1-r2-c3`."""
    tables = tuple(table_reading(number) for number in sorted({fact.source.table or 0 for fact in facts}))
    base = sample_record()
    record = replace(base, facts=facts, tables=tables, totals=type(base.totals)(), function_lines=(), economic_lines=(), three_public={})
    store = prepared(to_nquads(record))
    query = f"SELECT ?part ?whole ?relation WHERE {{ ?part ?relation ?whole FILTER(STRSTARTS(STR(?relation), '{WORK}whole')) }}"
    found = set()
    for part, whole, relation in store.own_query(query).rows():
        assert part and whole and relation
        found.add((relation.value.removeprefix(WORK), part.value.rsplit("/", 1)[1], whole.value.rsplit("/", 1)[1]))
    return found


def table_reading(number: int) -> TableReading:
    like = next(table for table in sample_record().tables)
    return replace(like, number=number, kind="function_expenditure")


def test_items_are_in_their_group_groups_in_their_class_and_classes_in_the_total() -> None:
    column = (
        amount(1, 1, 2, "10", "total", None),
        amount(1, 2, 2, "10", "class", "201"),
        amount(1, 3, 2, "10", "group", "20103"),
        amount(1, 4, 2, "4", "item", "2010301"),
        amount(1, 5, 2, "6", "item", "2010308"),
        amount(1, 6, 2, "6", "line", "2010308"),
    )
    assert related(*column) == {
        ("wholeByFunction", "t1-r2-c2", "t1-r1-c2"),
        ("wholeByFunction", "t1-r3-c2", "t1-r2-c2"),
        ("wholeByFunction", "t1-r4-c2", "t1-r3-c2"),
        ("wholeByFunction", "t1-r5-c2", "t1-r3-c2"),
    }
    without_group = related(*(fact for fact in column if fact.row_role != "group"))
    assert ("wholeByFunction", "t1-r4-c2", "t1-r2-c2") in without_group


def test_a_table_goes_on_over_a_page_unless_it_has_a_total_of_its_own() -> None:
    first = (amount(1, 1, 2, "10", "total", None), amount(1, 2, 2, "4", "class", "201"))
    assert ("wholeByFunction", "t2-r1-c2", "t1-r1-c2") in related(*first, amount(2, 1, 2, "6", "class", "208"))
    own = (amount(2, 1, 2, "6", "total", None), amount(2, 2, 2, "6", "class", "208"))
    assert ("wholeByFunction", "t2-r2-c2", "t2-r1-c2") in related(*first, *own)


def test_a_code_that_stands_twice_is_no_whole_and_totals_that_differ_are_none() -> None:
    twice = (amount(1, 1, 2, "4", "group", "20103"), amount(1, 2, 2, "6", "group", "20103"), amount(1, 3, 2, "6", "item", "2010308"))
    assert related(*twice) == set()
    units = (amount(1, 1, 2, "4", "total", None), amount(1, 2, 2, "6", "total", None), amount(1, 3, 2, "6", "class", "201"))
    assert related(*units) == set()


def test_columns_of_a_row_are_in_the_next_whole_column_and_a_repeated_measure_counts_once() -> None:
    row = [
        amount(1, 4, column, printed, "item", "2010308", measure)
        for column, (printed, measure) in enumerate(
            [("10", "total"), ("6", "basic"), ("5", "basic/staff"), ("1", "basic/public"), ("4", "project"), ("4", "project")], start=2
        )
    ]
    assert related(*row) == {
        ("wholeInRow", "t1-r4-c3", "t1-r4-c2"),
        ("wholeInRow", "t1-r4-c4", "t1-r4-c3"),
        ("wholeInRow", "t1-r4-c5", "t1-r4-c3"),
        ("wholeInRow", "t1-r4-c6", "t1-r4-c2"),
    }


def test_a_column_that_is_the_only_part_of_another_never_adds_up_to_it() -> None:
    """合计 | 其中：人员经费 prints no 公用经费, so staff costs are less than the total and nothing is wrong."""
    row = (amount(1, 4, 2, "10", "total", None), amount(1, 4, 3, "6", "total", None, "basic/staff"))
    assert related(*row) == set()
    elsewhere = amount(1, 5, 4, "4", "item", "2010308", "basic/public")
    whole = amount(1, 5, 2, "4", "item", "2010308")
    assert ("wholeInRow", "t1-r4-c3", "t1-r4-c2") in related(*row, whole, elsewhere)
