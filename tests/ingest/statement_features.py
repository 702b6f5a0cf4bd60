"""What prints of budget disclosures differ in: independent features, each with the values that are drawn."""

from random import Random

FEATURES: dict[str, tuple[str, ...]] = {
    "format": ("txt", "docx", "xlsx", "html", "pdf"),
    "kind": ("department", "department", "unit", "account"),
    "unit": ("万元", "万元", "元"),
    "unit_at": ("ends", "line", "header", "title"),
    "thousands": ("yes", "no"),
    "zero": ("blank", "0.00", "0", "—"),
    "number": ("none", "公开01表", "表一", "附表1", "预算公开表1"),
    "title": ("总表", "总体情况表", "预算表"),
    "column_numbers": ("none", "digits", "栏次"),
    "page_break": ("none", "none", "header", "bare"),
    "units": ("one", "one", "two"),
    "funds": ("general", "government", "all"),
    "carried": ("no", "yes"),
    "projects": ("few", "many"),
    "prose": ("none", "figures"),
    # 收支总表
    "summary": ("two", "carry", "funds", "prior", "three", "four"),
    "labels": ("一、", "1.", "plain"),
    # 收入总表
    "income": ("none", "codes", "units", "items"),
    # 支出总表
    "expenditure": ("plain", "staff", "other", "units", "prior"),
    "codes": ("one", "three", "three-full", "together", "name-only"),
    "depth": ("full", "items"),
    "total_row": ("top", "bottom"),
    # 财政拨款收支总表, 一般公共预算支出表
    "fiscal": ("none", "plain", "split"),
    "general": ("plain", "staff", "prior", "none"),
    # 基本支出表
    "economic": ("one", "columns", "beside", "halves", "no-codes", "blocks", "none"),
    "economic_split": ("total", "split"),
    # “三公”经费
    "three": ("down", "across", "across-prior", "down-prior", "down-meetings", "across-units", "none"),
    # empty statements
    "fund_table": ("none", "empty", "rows"),
    "capital_table": ("none", "empty", "zeros"),
    # 项目支出表
    "project_table": ("flat", "funds", "nested", "carry", "all-carry"),
    "project_rows": ("one", "item", "economic"),
    "project_units": ("none", "column", "subtotals"),
    "project_kind": ("none", "column", "merged", "rows"),
    "project_code": ("none", "code", "ordinal"),
    "project_total": ("top", "bottom", "none"),
    "procurement": ("none", "rows"),
    "debt": ("none", "rows"),
}  # fmt: skip


LATER: dict[str, tuple[str, ...]] = {
    "format": ("xls",),
    "unit_at": ("grid",),
    "zero": ("-",),
    "number": ("部门公开表1", "预算01-1表", "below"),
    "decimals": ("6",),
    "summary": ("use", "single", "subrows", "bare", "change"),
    "total_words": ("spaced", "short"),
    "expenditure": ("by-fund", "parts"),
    "codes": ("bracket", "dash", "named", "name-first"),
    "general": ("percent",),
    "economic": ("joined", "items", "beside-columns", "prior"),
    "three": ("down-counts", "across-many"),
    "project_table": ("levels", "prior", "plan", "whole", "text"),
    "project_heading": ("预算项目", "支出项目名称", "二级项目名称", "项目"),
    "project_rows": ("items-above",),
    "fund_words": ("long", "short"),
    "extra": ("operating", "economic-all", "carried-projects", "plan"),
    "prose": ("long",),
    "blank_rows": ("some",),
}  # fmt: skip
"""Values, and features, that were added when all the values above were read without loss: how far that carries."""
LAST: dict[str, tuple[str, ...]] = {
    "unit": ("千元",),
    "summary": ("coded", "reversed"),
    "expenditure": ("reversed", "words"),
    "general": ("reversed",),
    "three": ("down-reversed", "years"),
    "project_table": ("last", "deep"),
    "project_units": ("left",),
    "project_kind": ("after",),
    "row_total": ("总计",),
}
"""Values that were added when those of `LATER` were read without loss."""
FOURTH: dict[str, tuple[str, ...]] = {
    "page_break": ("title",),
    "project_table": ("bare-years", "ratio", "flow"),
    "project_rows": ("sources", "sources-sum", "units-sum"),
    "project_kind": ("outer",),
    "extra": ("allocation", "allocation-projects"),
    "cars": ("long",),
}
"""Values that were added when those of `LAST` were read without loss: what eight forms written by hand had shown."""
PLAIN = {
    "cars": "plain",
    "row_total": "合计",
    "decimals": "2",
    "total_words": "plain",
    "project_heading": "项目名称",
    "fund_words": "plain",
    "extra": "none",
    "blank_rows": "none",
}
"""What the features that came later are without them."""


def chosen(random: Random, later: int = 0) -> dict[str, str]:
    """One value of each feature, made to go together; `later`: 1 for `LATER` too, 2 for `LAST`, 3 for `FOURTH`."""
    chosen = {name: random.choice(values) for name, values in FEATURES.items()} | PLAIN
    for added in (LATER, LAST, FOURTH)[:later]:
        for name, values in added.items():
            if random.random() < _LATER:
                chosen[name] = random.choice(values)
    return _fitting(random, chosen)


_LATER = 0.4
"""Share of documents that have one of the later values of a feature."""


def _fitting(random: Random, chosen: dict[str, str]) -> dict[str, str]:
    if chosen["kind"] == "account":
        chosen |= {"carried": "no", "summary": random.choice(("two", "account", "lines")), "title": "总表", "prose": "none"}
        chosen |= {"expenditure": random.choice(("plain", "other")), "general": random.choice(("plain", "staff"))}
        chosen |= {"three": random.choice(("across", "account", "down-account")), "project_table": "absent"}
    if chosen["codes"] == "name-only":
        chosen |= {"depth": "full", "income": "items" if chosen["income"] == "codes" else chosen["income"]}
    if chosen["expenditure"] == "units":
        chosen |= {"units": "two", "depth": "items"}
        if chosen["codes"] not in {"one", "three", "three-full"}:
            chosen["codes"] = "three-full"
    if chosen["codes"] == "three" and chosen["depth"] == "items":
        chosen["codes"] = "three-full"
    if chosen["units"] == "one":
        chosen["project_units"] = "none" if chosen["project_units"] == "subtotals" else chosen["project_units"]
    if chosen["project_kind"] == "after":
        chosen |= {"project_rows": "one", "project_units": "none", "project_total": "bottom"}
    if chosen["project_table"] in {"carry", "all-carry"}:
        chosen["carried"] = "yes"
    if chosen["expenditure"] == "by-fund" and chosen["unit_at"] == "header":
        chosen["unit_at"] = "line"  # no heading there that could print it
    if chosen["project_rows"] == "items-above":
        chosen |= {"project_kind": "none", "project_code": "none", "project_units": "none"}
    if chosen["kind"] == "account" and chosen["economic"] == "prior":
        chosen["economic"] = "one"
    if chosen["kind"] == "account" and chosen["general"] in {"prior", "percent", "reversed"}:
        chosen["general"] = "plain"
    if chosen["kind"] == "account" and chosen["summary"] == "reversed":
        chosen["summary"] = "two"
    if chosen["kind"] == "account" and chosen["three"] in {"down-reversed", "years"}:
        chosen["three"] = "across"
    if chosen["kind"] == "account" and chosen["expenditure"] in {"prior", "reversed"}:
        chosen["expenditure"] = "plain"
    if chosen["kind"] == "account" and chosen["extra"] not in {"none", "operating"}:
        chosen["extra"] = "none"
    if chosen["extra"] == "economic-all" and chosen["economic"] == "none":
        chosen["extra"] = "none"
    if chosen["extra"] == "carried-projects":
        chosen |= {"project_table": "funds", "carried": "yes"}
    if chosen["project_rows"].startswith("sources"):
        chosen |= {"project_table": "flat", "project_units": "none", "project_kind": "none"}
    if chosen["project_rows"] == "units-sum":
        chosen |= {"units": "two", "project_units": "none", "project_kind": "none"}
        if chosen["project_table"] in {"carry", "all-carry", "levels"}:
            chosen["project_table"] = "funds"
    if chosen["project_kind"] == "outer":
        chosen |= {"project_rows": "one", "project_units": "none", "project_code": "none"}
        chosen["project_heading"] = "二级项目"
    if chosen["project_rows"] != "one":
        chosen["project_kind"] = "none" if chosen["project_kind"] == "rows" else chosen["project_kind"]
    return chosen
