"""Form files: a mistake in one is told in words that name file and key."""

import pytest

from ingest.tables.recognise import forms, parse_form
from ontology.errors import FormError


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("kind = 'x'\nlayout = 'matrix'\ncolums = []\n", "form.key", "colums"),
        ("kind = 'x'\nlayout = 'list'\n", "form.layout", "two_sided"),
        ("layout = 'matrix'\n", "form.layout", "kind"),
        ("kind = 'x'\nlayout = 'aside'\n", "form.reason", "reason"),
        ("kind = \n", "form.syntax", "TOML"),
    ],
)
def test_a_wrong_form_file_is_refused(text: str, code: str, words: str) -> None:
    with pytest.raises(FormError) as caught:
        parse_form("sample.toml", text)
    assert caught.value.code == code and caught.value.place == "sample.toml" and words in str(caught.value)


def test_the_folder_is_the_registry() -> None:
    assert len(forms()) >= 18 and len({f.id for f in forms()}) == len(forms())
    assert all(f.reason for f in forms() if f.layout == "aside")
