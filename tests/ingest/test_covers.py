"""What a cover says: whose budget, of which year, of which place and level. Names and figures are invented."""

from pathlib import Path

import pytest

from ingest.read import read_document
from ingest.words.text import fold

BODY = """

第一部分 概况

主要职责：承担本级政府交办的事项。

支出总表

单位：万元

科目编码\t科目名称\t合计\t基本支出\t项目支出
201\t一般公共服务支出\t30.50\t10.50\t20.00
"""


@pytest.mark.parametrize(
    ("cover", "name", "year", "region", "level"),
    [
        ("2025年衡南县公安局交通警察大队单位预算", "衡南县公安局交通警察大队", 2025, "430422", "county"),
        ("2024年阜新蒙古族自治县水利局部门预算", "阜新蒙古族自治县水利局", 2024, "210921", "county"),
        ("宁波市江北区供销合作社联合社 2023年度部门预算", "宁波市江北区供销合作社联合社", 2023, "330205", "county"),
        ("娄底市工商业联合会（总商会）2025年度部门预算", "娄底市工商业联合会（总商会）", 2025, "431300", "prefecture"),
        ("2024年度 泰安市岱岳区 水利事业发展中心 单位预算", "泰安市岱岳区水利事业发展中心", 2024, "370911", "county"),
        ("鄂伦春自治旗民政局二〇二四年部门预算公开", "鄂伦春自治旗民政局", 2024, "150723", "county"),
        ("六盘水市水城区财政局贰零贰肆年部门预算", "六盘水市水城区财政局", 2024, "520204", "county"),
        ("东乡族自治县达板镇人民政府二〇二三年部门预算", "东乡族自治县达板镇人民政府", 2023, "622926", "township"),
        ("关于公开2025年部门预算的说明\n\n平凉市崆峒区林业局\n2025年2月20日", "平凉市崆峒区林业局", 2025, "620802", "county"),
        ("盐池县2025年县级部门预算\n部门名称：盐池县档案馆", "盐池县档案馆", 2025, "640323", "county"),
        ("2024年预算公开\n\n部门编码及名称：301-格尔木市水利局", "格尔木市水利局", 2024, "632801", "county"),
        ("部门预算公开\n部门（单位）名称：陇南市武都区审计局\n预算年度：2024", "陇南市武都区审计局", 2024, "621202", "county"),
        ("如皋市长江镇中心小学2024年单位预算公开", "如皋市长江镇中心小学", 2024, "320682", "county"),
        ("钦州市钦南区久隆镇卫生院2023年单位预算公开", "钦州市钦南区久隆镇卫生院", 2023, "450702", "county"),
        ("辽源市东丰县2024年部门预算\n\n东丰县统计局\n二〇二四年三月", "东丰县统计局", 2024, "220421", "county"),
        ("公开01表\n编制单位：河池市金城江区水库移民中心\n2022年度", "河池市金城江区水库移民中心", 2022, "451202", "county"),
        (
            "索引号：11341823\n发布机构：泾县水利局\n发文日期：2025-02-20\n名称：泾县水利局2025年部门预算\n来源：泾县人民政府网",
            "泾县水利局",
            2025,
            "341823",
            "county",
        ),
        ("首页 > 政务公开 > 财政预决算\n石嘴山市惠农区园艺镇2024年部门预算公开", "石嘴山市惠农区园艺镇", 2024, "640205", "township"),
        ("关于2024年预算执行和2025年预算草案的附表\n\n泾县水利局2025年部门预算表", "泾县水利局", 2025, "341823", "county"),
        (
            "张掖市甘州区住房和城乡建设局2024年部门预算公开报告\n来源：区住建局    发布时间：2024-01-29 17:20    浏览次数：211次",
            "张掖市甘州区住房和城乡建设局",
            2024,
            "620702",
            "county",
        ),
        ("张掖市甘州区体育局2024年部门预算公开说明\n根据预算法，现将有关情况公开如下。", "张掖市甘州区体育局", 2024, "620702", "county"),
        ("钦州市钦南区久隆镇人民政府2023年部门预算", "钦州市钦南区久隆镇人民政府", 2023, "450702", "township"),
    ],
)
def test_the_publisher_is_found_however_the_cover_is_worded(
    cover: str, name: str, year: int, region: str, level: str, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(cover + BODY, "utf-8")
    record = read_document(tmp_path / "a.txt")
    assert record.agency
    assert (record.agency.name, record.document.fiscal_year, record.agency.region, record.agency.level) == (name, year, region, level)
    assert record.agency.source and fold(name) in fold(record.agency.source.text)


@pytest.mark.parametrize(
    "cover", ["2024年度部门预算公开", "关于2024年县级部门预算的公告", "2024年一般公共预算支出表", "西宁市城北区2024年度部门预算公开"]
)
def test_a_cover_that_names_nobody_names_nobody(cover: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(cover + BODY, "utf-8")
    record = read_document(tmp_path / "a.txt")
    assert record.agency is None and "agency.missing" in {issue.code for issue in record.issues}


_FORM = """项目名称\t{name}
{supervisor}
实施单位\t{implementer}
一级指标\t二级指标\t三级指标\t指标值
产出指标\t数量指标\t发放补贴人数\t≥31万人
"""


@pytest.mark.parametrize(
    ("title", "supervisor", "implementer", "name"),
    [
        ("商丘市民政局关于2023年度转移支付资金绩效自评情况的报告", "地方主管部门\t河南省民政厅", "商丘市睢阳区民政局", "商丘市民政局"),
        ("如皋市城市管理局2025年项目支出绩效目标公开", "主管部门\t如皋市城市管理局", "如皋市环卫管护中心", "如皋市城市管理局"),
        ("如皋市人民政府2025年项目支出绩效目标公开", "主管部门\t如皋市水务局", "如皋市水务局", "如皋市水务局"),
    ],
)
def test_a_title_that_names_the_publisher_outweighs_who_else_its_forms_name(
    title: str, supervisor: str, implementer: str, name: str, tmp_path: Path
) -> None:
    forms = (_FORM.format(name=f"补助资金{at}", supervisor=supervisor, implementer=implementer) for at in "甲乙丙")
    path = tmp_path / "公开.txt"
    path.write_text(title + "\n\n" + "\n\n项目支出绩效目标表\n\n（2023年度）\n\n".join(("", *forms)), "utf-8")
    agency = read_document(path).agency
    assert agency is not None and agency.name == name
