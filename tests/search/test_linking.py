"""Programmes of different agencies: what is linked, on what evidence, and what is not."""

from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.links import ASSERTED, OFFERED, LinkDecision, ProgrammeLink, decided, groups
from search.funding import linking
from search.funding.link_candidates import Blocks, Nearness
from search.funding.linking import link
from search.funding.programmes import Programme, dump, joined, load
from tests.search.programme_pairs import asserted, labelled, pairs

SAMPLES = ("焦作市信访局", "新乡市红旗区信访局", "晋城市信访局", "如皋市信访局", "石家庄市鹿泉区信访局本级")


@pytest.fixture(scope="module")
def links() -> list[ProgrammeLink]:
    return link(labelled()[0])


def programme(name: str, agency: str = "甲县信访局", function: str = "信访局", *texts: str) -> Programme:
    return Programme(f"urn:{agency}/{name}", name, agency, function, None, "county", (name, *texts))


def linked(*items: Programme) -> list[ProgrammeLink]:
    return link(joined(items))


def test_links_are_right_on_labelled_pairs(links: list[ProgrammeLink]) -> None:
    every, one = pairs()
    found = asserted(links)
    assert len(every) > 28000 and len(one) > 130
    assert len(found & one) / len(found) >= 0.95
    assert len(found & one) / len(one) >= 0.95


def test_links_are_right_on_invented_disclosures_alone(links: list[ProgrammeLink]) -> None:
    programmes, labels = labelled()
    chosen = {iri for iri in labels if not any(name in (programmes[iri].agency or "") for name in SAMPLES)}
    every, one = pairs(chosen)
    found = asserted(links) & every
    assert len(one) >= 80 and len(found & one) / len(found) >= 0.95


def test_links_are_right_on_disclosures_written_afterwards() -> None:
    programmes, labels = labelled("unseen")
    found = asserted(link(programmes))
    one = {(left, right) for left, right in combinations(sorted(labels), 2) if labels[left] == labels[right]}
    assert len(one) == 17 and len(found & one) / len(found) >= 0.95 and len(found & one) / len(one) >= 0.9


def test_the_samples_have_one_programme_in_common(links: list[ProgrammeLink]) -> None:
    programmes, _ = labelled()
    (group,) = (group for group in groups(links) if any(programmes[iri].name == "特殊疑难专项资金" for iri in group))
    assert {(programmes[iri].agency, programmes[iri].name) for iri in group if programmes[iri].agency in SAMPLES} == {
        ("焦作市信访局", "解决特殊疑难信访问题补助资金"),
        ("焦作市信访局", "特殊疑难专项资金"),
        ("新乡市红旗区信访局", "特殊疑难信访救助资金"),
        ("晋城市信访局", "解决疑难信访问题资金"),
        ("晋城市信访局", "疑难信访案件经费(含集中治理重复信访案件化解经费)"),
        ("如皋市信访局", "信访救助资金"),
        ("石家庄市鹿泉区信访局本级", "信访专项救助资金"),
    }
    assert not any("保安服务费" in iri for found in links for iri in (found.left, found.right))


def test_every_link_has_evidence_and_a_score_that_its_status_needs(links: list[ProgrammeLink]) -> None:
    assert {found.status for found in links} == {"asserted", "proposed"}
    for found in links:
        assert found.evidence and found.left < found.right
        assert (found.status == "asserted") == (found.score >= ASSERTED) and found.score >= OFFERED


def test_what_is_only_offered_makes_no_group() -> None:
    offered = ProgrammeLink("urn:a", "urn:b", ASSERTED - Decimal("0.01"), ("x",), "proposed")
    assert groups([offered]) == []
    said = LinkDecision("urn:a", "urn:b", True, "同一文件", "2026-01-01T00:00:00+00:00")
    assert groups(decided([offered], [said])) == [("urn:a", "urn:b")]


def test_a_document_number_that_both_cite_links_them() -> None:
    one = programme("困难信访人帮扶资金", "甲县信访局", "信访局", "根据财行〔2021〕7号文件立项，帮扶困难信访人")
    other = programme("信访积案化解补助", "乙市信访局", "信访局", "按照财行(2021)7号，化解信访积案，帮扶困难信访人")
    (found,) = linked(one, other)
    assert found.status == "asserted" and found.evidence[0] == "文号相同：财行〔2021〕7号"
    other = replace(other, texts=(other.texts[0], "按照财行(2021)8号，化解信访积案，帮扶困难信访人"))
    assert not any(found.status == "asserted" for found in linked(one, other))


def test_a_regulation_that_both_cite_links_them() -> None:
    title = "《中央财政优抚对象补助资金管理办法》"
    one = programme("优抚金", "甲县退役军人事务局", "退役军人事务局", f"依据{title}，发放抚恤补助")
    other = programme("抚恤补助", "乙县退役军人事务局", "退役军人事务局", f"根据{title}发放优抚金")
    (found,) = linked(one, other)
    assert any(said == f"依据相同：{title}" for said in found.evidence)


@pytest.mark.parametrize("name", ["保安服务费", "信访工作经费", "办公设备购置", "党建经费"])
def test_running_costs_of_two_bodies_are_not_one_programme(name: str) -> None:
    assert linked(programme(name, "甲县信访局"), programme(name, "乙县信访局")) == []


def test_names_that_each_say_something_else_are_not_asserted() -> None:
    one = programme("计划生育家庭奖励扶助金", "甲县卫健局", "卫生健康局", "计划生育家庭扶助")
    other = programme("计划生育家庭特别扶助金", "乙县卫健局", "卫生健康局", "计划生育家庭扶助")
    assert [found.status for found in linked(one, other)] == ["proposed"]


def test_comparing_only_what_changed_finds_the_same(links: list[ProgrammeLink]) -> None:
    programmes, _ = labelled()
    late = {iri for place, iri in enumerate(sorted(programmes)) if place % 3 == 0}
    early = link({iri: item for iri, item in programmes.items() if iri not in late})
    assert link(programmes, late, early) == links
    changed = links[0].left
    other = dict(programmes) | {changed: replace(programmes[changed], texts=("另有所指的文字",))}
    assert link(other, {changed}, links) == link(other)


def test_what_is_found_by_indexes_is_what_looking_at_every_pair_finds(links: list[ProgrammeLink], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of real and invented programmes, and of many that cite one document, speak of each other's purposes, or share one."""

    def every_pair(blocks: Blocks, near: Nearness, *_: object) -> set[tuple[str, str]]:
        near.take(np.arange(len(near.order)))
        return {pair for pair in combinations(near.order, 2) if blocks.compared(*pair)}

    programmes, matters = labelled()[0], ["耕地地力保护", "耕地轮作", "轮作休耕", "秸秆综合利用", "高标准农田建设", "农田水利建设"]
    chance, fields = Random(5), ["农业农村局", "农业局", "水利局", "财政局"]
    many = joined(
        programme(
            f"{chance.choice(matters)}{chance.choice(['', '试点', '示范'])}补助资金",
            f"{place}县{field}",
            field,
            *(f"落实{matter}" for matter in chance.sample(matters, 2)),
            f"根据财农〔2021〕{chance.randrange(5)}号文件",
        )
        for place in range(100)
        for field in [chance.choice(fields)]
    )
    found = link(many)
    monkeypatch.setattr(linking, "candidates", every_pair)
    assert link(programmes) == links
    assert link(many) == found and len(found) > 100


def test_what_is_not_sure_is_offered_for_each_programme_its_best_few() -> None:
    """Each speaks of all the others' matters and none of their whole purposes."""
    matters = [f"{one}{other}改造" for one in "粮棉油糖菜果茶药" for other in "田林牧渔路桥"]
    owns = [f"{one}{other}" for one in "甲乙丙丁戊己庚辛" for other in "春夏秋冬东西"]
    many = joined(programme(f"{matter}{own}", f"{own}县", "", *matters) for matter, own in zip(matters, owns, strict=True))
    found = link(many)
    assert {item.status for item in found} == {"proposed"} and len(found) <= 10 * len(many)
    assert all(any(iri in (item.left, item.right) for item in found) for iri in many)
    early = {iri: item for place, (iri, item) in enumerate(sorted(many.items())) if place % 4}
    assert link(many, many.keys() - early.keys(), link(early)) == found
    changed = min(many)
    other = dict(many) | {changed: replace(many[changed], texts=("另有所指的文字",))}
    assert link(other, {changed}, found) == link(other)


def test_many_programmes_of_one_purpose_are_joined_by_few_links() -> None:
    many = joined(programme("高龄津贴", f"{place:03}县民政局", "民政局") for place in range(120))
    found = link(many)
    assert len(found) < 120 * 10
    assert groups(found) == [tuple(sorted(many))]
    later = {iri for place, iri in enumerate(sorted(many)) if place % 2}
    assert link(many, later, link({iri: item for iri, item in many.items() if iri not in later})) == found


def test_two_purposes_of_many_programmes_are_joined_by_the_best_link_of_each() -> None:
    said = "根据财行〔2021〕7号文件，帮扶困难信访人，化解信访积案"
    one = [programme("困难信访人帮扶资金", f"{place:03}县信访局", "信访局", said) for place in range(60)]
    other = [programme("信访积案化解补助", f"{place:03}市信访局", "信访局", said) for place in range(60)]
    found = linked(*one, *other)
    across = [item for item in found if len({"帮扶" in end for end in (item.left, item.right)}) == 2]
    assert {item.status for item in across} == {"asserted"} and 0 < len(across) <= 120
    assert all(any(item.iri in (link.left, link.right) for link in across) for item in (*one, *other))
    assert groups(found) == [tuple(sorted(item.iri for item in (*one, *other)))]
    every = joined((*one, *other))
    late = {iri for place, iri in enumerate(sorted(every)) if place % 3 == 0}
    assert link(every, late, link({iri: item for iri, item in every.items() if iri not in late})) == found


def test_the_thirtieth_programmes_of_two_purposes_are_compared_too() -> None:
    """Only those two speak of each other's purpose."""
    crop = [programme("秸秆综合利用", f"{place:03}县农业农村局", "农业农村局") for place in range(30)]
    field = [programme("耕地轮作休耕", f"{place:03}县水利局", "水利局") for place in range(30)]
    crop[29] = programme("秸秆综合利用", "029县农业农村局", "农业农村局", "秸秆还田与耕地轮作休耕补助一并实施")
    field[29] = programme("耕地轮作休耕", "029县水利局", "水利局", "耕地轮作休耕补助与秸秆综合利用一并实施")
    found = {(item.left, item.right) for item in linked(*crop, *field)}
    assert tuple(sorted((crop[29].iri, field[29].iri))) in found
    assert not any(
        {left, right} & {item.iri for item in crop[:29]} and {left, right} & {item.iri for item in field} for left, right in found
    )


def test_what_lies_near_in_meaning_is_linked_with_its_evidence() -> None:
    programmes, _ = labelled()
    found = [item for item in link(programmes) if any("意思相近" in said for said in item.evidence)]
    assert found and all("文字的向量" in said for item in found for said in item.evidence if "意思相近" in said)
    assert any(item.status == "asserted" for item in found)
    asked = [item for item in found if item.status == "proposed"]
    assert any(len(item.evidence) == 1 for item in asked)  # nothing else speaks for it
    assert all(OFFERED <= item.score < ASSERTED for item in asked)
    far = programme("粮食风险基金", "甲县粮食局", "粮食局", "保障粮食储备安全")
    other = programme("困难群众救助", "乙县民政局", "民政局", "保障困难群众基本生活")
    assert linked(far, other) == []


def test_what_is_compared_survives_being_stored() -> None:
    items = sorted(labelled()[0].values(), key=lambda item: item.iri)
    assert load(dump(items)) == items


PROGRAMMES = [f"urn:{letter}" for letter in "abcdefg"]
PAIRS = list(combinations(PROGRAMMES, 2))


@given(st.lists(st.sampled_from(PAIRS), unique=True), st.lists(st.sampled_from(PAIRS), unique=True), st.randoms())
def test_groups_hold_no_rejected_pair_and_do_not_depend_on_order(
    said: list[tuple[str, str]], apart: list[tuple[str, str]], chance: Random
) -> None:
    made = [ProgrammeLink(*pair, Decimal("0.9"), ("x",), "rejected" if pair in apart else "asserted") for pair in {*said, *apart}]
    found = groups(made)
    assert not {pair for group in found for pair in combinations(group, 2)} & set(apart)
    assert len([member for group in found for member in group]) == len({member for group in found for member in group})
    chance.shuffle(made)
    assert groups(made) == found
