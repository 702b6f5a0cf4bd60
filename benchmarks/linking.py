"""How long linking of programmes (资金项目) takes: all of them at once, and then when a few are new.

    python -m benchmarks.linking [--programmes 1000 2500 5000] [--fresh 20] [--profile]

Programmes are made of the purposes that departments print, each of many counties, with goals and numbers of documents that
several of one province cite. Tells the time, the pairs compared in full, and the links found.
"""

import argparse
import cProfile
import pstats
import random
import time
from hashlib import sha256

from ontology import divisions
from search.funding import linking
from search.funding.link_scores import Compared
from search.funding.programmes import Programme
from search.likeness.encoder import load_encoder

FIELDS = {
    "信访局": ("特殊疑难信访问题补助", "信访救助", "驻京值班", "领导接访", "信访信息系统运维"),
    "农业农村局": ("高标准农田建设", "耕地地力保护补贴", "农机购置补贴", "动物防疫", "农村厕所革命", "秸秆综合利用", "村级公益事业奖补"),
    "教育局": ("义务教育公用经费", "家庭经济困难学生资助", "学生营养改善计划", "校舍维修改造", "学前教育发展", "特岗教师工资补助"),
    "民政局": ("困难群众救助", "高龄津贴", "孤儿基本生活保障", "残疾人两项补贴", "养老服务体系建设", "殡葬惠民补助"),
    "卫生健康局": ("基本公共卫生服务", "基本药物制度补助", "计划生育家庭奖励扶助", "乡村医生养老补助", "疾病预防控制", "出生缺陷防治"),
    "水利局": ("农村饮水安全维修养护", "小型水库维修养护", "河长制", "水土保持", "山洪灾害防治", "中小河流治理"),
    "交通运输局": ("农村公路养护", "农村客运补贴", "公路灾毁抢修", "四好农村路建设"),
    "住房和城乡建设局": ("农村危房改造", "老旧小区改造", "公租房租赁补贴", "城市燃气管道更新"),
}
FORMS = ("专项资金", "补助资金", "经费", "配套资金", "以奖代补资金")
ADDED = ("", "提标", "试点", "示范", "监管", "信息化", "能力提升", "宣传", "考核", "设备更新", "队伍建设", "质量提升")
SAID = ("保障{}按时足额落实", "完善{}工作机制", "{}覆盖面达到95%以上", "提高{}对象满意度", "按照规定开展{}监督检查", "{}资金及时拨付到位")


def programmes(number: int, seed: int = 7) -> dict[str, Programme]:
    chance = random.Random(seed)
    counties = [
        each for code in ("41", "32", "14", "36", "45") for each in divisions.inside(code + "0000").values() if each.level == "county"
    ]
    made = {}
    for place in range(number):
        county, field = chance.choice(counties), chance.choice(sorted(FIELDS))
        own = chance.choice(FIELDS[field]) + chance.choice(ADDED)
        others = chance.sample(FIELDS[field], 2)
        year = chance.randrange(2019, 2026)
        texts = [chance.choice(SAID).format(about) for about in (own, own, *others)]
        if chance.random() < 0.4:
            texts.append(f"根据{county.name[0]}财〔{year}〕{chance.randrange(1, 40)}号文件安排")
        name = f"{year}年{own}{chance.choice(FORMS)}"
        iri = "urn:programme:" + sha256(f"{place}{name}{county.code}".encode()).hexdigest()[:16]
        made[iri] = Programme(iri, name, f"{county.name}{field}", field, county.code, "county", tuple(sorted({name, *texts})))
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programmes", type=int, nargs="+", default=[1000, 2500, 5000])
    parser.add_argument("--fresh", type=int, default=20)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    encoder = load_encoder()
    compared = 0
    compare = linking.compare

    def counted(left: Programme, right: Programme, near: float, alike: float) -> Compared:
        nonlocal compared
        compared += 1
        return compare(left, right, near, alike)

    linking.compare = counted
    for number in options.programmes:
        every = programmes(number)
        fresh = set(
            [iri for iri, item in sorted(every.items()) if item.function == "水利局"][: options.fresh]
        )  # of one field, as in a document
        for what, changed in (("all", None), (f"{len(fresh)} new", fresh)):
            before = linking.link({iri: item for iri, item in every.items() if iri not in fresh}, encoder=encoder) if changed else ()
            compared, start, cpu, profile = 0, time.perf_counter(), time.process_time(), cProfile.Profile()
            if options.profile:
                profile.enable()
            found = linking.link(every, changed, before, encoder)
            profile.disable()
            asserted = sum(item.status == "asserted" for item in found)
            print(
                f"{number:7} programmes, {what:8} {time.perf_counter() - start:7.1f} s, {time.process_time() - cpu:7.1f} s of processor"
                f", {compared:8} pairs compared, {asserted:7} asserted, {len(found) - asserted:6} proposed",
                flush=True,
            )
            if options.profile:
                pstats.Stats(profile).sort_stats("tottime").print_stats(14)


if __name__ == "__main__":
    main()
