"""What names of departments and units look like (部门、单位名称)."""

import re

from ingest.words.text import fold
from ontology import divisions

_END = re.compile(
    r"(?:局|委员会|委|办公室|办|部|院|校|中心|厅|会|政府|处|站|所|馆|队|公司|本级|机关|大学|学院|学校|中学|小学|幼儿园|医院|卫生院|协会|街道|镇|乡"
    r"|署|社|台|园|宫|团|林场|农场|牧场|总场|连|师|库|厂|基地|学会|联盟|法庭|监狱|分局|支队|大队|中队|海关|银行)(?:[（(][^()（）]{1,12}[）)])?$"
)
_ORGAN = re.compile(r"(?:局|委员会|委|办公室|厅|政府|本级|机关|学校|中学|小学|幼儿园|大学|学院|医院|卫生院)(?:[（(][^()（）]{1,12}[）)])?$")
_PLAIN = re.compile(r"[^\d\W][\w（）()、·—-]{2,39}")


def is_agency_name(text: str) -> bool:
    """Does the text end as names of departments and units do?"""
    return _END.search(fold(text)) is not None and not fold(text).startswith("各")


def names_organ(text: str) -> bool:
    """An organ of government, or a body of a place: 水利局, 某县水文站; a project may be called 良种繁育基地 or 数据中心 too."""
    key = fold(text)
    place = divisions.resolve(key)
    return _ORGAN.search(key) is not None or place.code is not None or bool(place.candidates)


def may_be_name(text: str) -> bool:
    """Could this stand after 单位名称：? A name has no figures and no sentence marks."""
    key = fold(text)
    return _PLAIN.fullmatch(key) is not None and not key.startswith("各") and not re.search(r"[0-9]", key)
