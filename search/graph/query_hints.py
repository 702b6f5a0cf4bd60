"""What is likely to be wrong with a query that runs: it answers with nothing, or with less than was meant.

A hint has the query to ask in its place; nothing is asked other than what was written.
"""

import re
from dataclasses import dataclass

from search.graph.document_numbers import pattern, standard
from search.graph.query_check import TOKEN
from search.graph.unknown_terms import undeclared

_CONTAINS = re.compile(r"\bCONTAINS\s*\(((?:[^()\"']|\((?:[^()\"']|\([^()\"']*\))*\))*),\s*$", re.IGNORECASE)
"""The beginning of a call whose second argument comes next; it is looked for so far back."""
_CALL = 500


@dataclass(frozen=True, slots=True)
class Hint:
    zh: str
    en: str
    query: str


def hints(text: str) -> list[Hint]:
    """At most two: terms that the vocabulary does not have, and numbers of documents that may be printed in other brackets."""
    found = []
    if unknown := list(undeclared(text)):
        zh = "；".join(f"词表里没有 bkg:{name}" + (f"，是否指 bkg:{near}" if near else "") for name, near in unknown)
        en = "; ".join(f"the vocabulary has no bkg:{name}" + (f", perhaps bkg:{near}" if near else "") for name, near in unknown)
        near_of = {f"bkg:{name}": f"bkg:{near}" for name, near in unknown if near}
        found.append(Hint(zh, en, TOKEN.sub(lambda token: near_of.get(token[0], token[0]), text)))
    if (other := _in_any_brackets(text)) != text:
        zh = "文号印的括号各处不一样（〔〕、[]、（）），bkg:legalBasis 里一律是〔〕，可以这样查"
        found.append(
            Hint(zh, "numbers of documents are printed in various brackets, and in 〔〕 by bkg:legalBasis; this finds them", other)
        )
    return found


def _in_any_brackets(text: str) -> str:
    """CONTAINS with a number becomes REGEX; elsewhere a number is written as the vocabulary writes it."""
    out, end = "", 0
    for token in TOKEN.finditer(text):
        if token[0][0] not in "\"'":
            continue
        quote = token[0][: 3 if token[0][:3] in ('"""', "'''") else 1]
        written = token[0][len(quote) : -len(quote)]
        out += text[end : token.start()]
        end = token.end()
        wanted = pattern(written) if "\\" not in written else None
        if wanted is not None and (call := _CONTAINS.search(out, max(0, len(out) - _CALL))):
            escaped = wanted.replace("\\", "\\\\")
            out = f"{out[: call.start()]}REGEX({call[1]}, {quote}{escaped}{quote}"
        else:
            out += f"{quote}{standard(written)}{quote}"
    return out + text[end:]
