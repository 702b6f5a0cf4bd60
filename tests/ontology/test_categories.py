"""Levels of four frameworks meet in one set of categories."""

import pytest

from ontology.categories import category_of


@pytest.mark.parametrize(
    ("level1", "level2", "category"),
    [
        ("产出指标", "数量指标", "output-quantity"),
        ("产出指标", "成本指标", "output-cost"),
        ("成本指标", "生态环境成本指标", "output-cost"),
        ("成本指标", "社会成本指标", "output-cost"),
        ("效益指标", "社会效益指标", "effect-social"),
        ("效益指标", "可持续影响指标", "effect-sustained"),
        ("效益指标", "生态效益指标", "effect-ecological"),
        ("效益指标", "环境效益指标", "effect-ecological"),
        ("满意度指标", "服务对象满意度指标", "satisfaction"),
        ("满意度指标", None, "satisfaction"),
        ("决策指标", "项目立项", "input"),
        ("过程指标", "资金管理", "process"),
        ("投入管理指标", "工作目标管理", "input"),
        ("产出指标", None, "output"),
        ("履职指标", "职能指标", "output"),
        (None, "时效指标", "output-timeliness"),
        ("其他", "其他", None),
        (None, None, None),
    ],
)
def test_category(level1: str | None, level2: str | None, category: str | None) -> None:
    assert category_of(level1, level2) == category
