"""What is read from a disclosure conforms to the shapes, whatever units and columns it prints."""

import tomllib
from importlib import resources
from pathlib import Path

from budgetkg.reading import read
from ingest.tables.row_names import ALLOTTED
from ontology.quads import to_nquads
from ontology.vocabulary import CODE_LISTS
from search.graph.validate import validate_nquads

UNITS = ["公里", "平方公里", "公顷", "厘米", "km2", "吨", "毫升", "小时", "分钟", "亿元", "‰", "成"]
_FORM = "项目名称\t渠道清淤\n项目资金（万元）\t50.00\n一级指标\t二级指标\t三级指标\t指标值\n"


def test_an_interval_in_the_unit_that_a_unit_is_counted_in_agrees_with_it(tmp_path: Path) -> None:
    rows = "".join(f"产出指标\t数量指标\t第{n}项完成量\t≥{n + 3}{unit}\n" for n, unit in enumerate(UNITS))
    path = tmp_path / "x.txt"
    path.write_text(f"清丰县水利局2024年部门预算\n\n项目支出绩效目标表\n\n{_FORM}{rows}", encoding="utf-8")
    record = read(path)
    clauses = [clause for indicator in record.projects[0].indicators for clause in indicator.clauses]
    assert len(clauses) == len(UNITS) and all(clause.low != clause.value for clause in clauses)
    assert {r.shape.name for r in validate_nquads(to_nquads(record)).results if r.shape.severity == "Violation"} == set()


def test_every_measure_that_a_heading_names_is_a_code_of_the_list() -> None:
    headings = tomllib.loads(resources.files("ingest").joinpath("forms/headings.toml").read_text("utf-8"))["concept"]
    measures = [name.replace("_", "-") for name, concept in headings.items() if concept["group"] == "measure"] + [ALLOTTED.id]
    listed = CODE_LISTS.read_text("utf-8")
    assert len(measures) > 20
    assert [name for name in measures if f"bkgc:measure-kind-{name} a skos:Concept" not in listed] == []
