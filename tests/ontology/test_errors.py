"""The error tree that every package raises from."""

import pickle

import pytest

from ontology import errors
from ontology.errors import BudgetkgError, FormError, QueryError, ReadError, UsageError


def subclasses() -> list[type[BudgetkgError]]:
    return [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, BudgetkgError)]


def test_text_tells_place_message_hint_and_code() -> None:
    error = ReadError("read.empty", "文件为空", hint="请检查下载是否完整", place="a.txt")
    assert str(error) == "a.txt: 文件为空（请检查下载是否完整） [read.empty]"
    assert str(ReadError("read.empty", "文件为空")) == "文件为空 [read.empty]"


def test_tree_in_the_docstring_names_every_class() -> None:
    assert len(subclasses()) >= 8
    for cls in subclasses():
        assert cls.__name__ in (errors.__doc__ or "")


@pytest.mark.parametrize("cls", subclasses())
def test_survives_another_process(cls: type[BudgetkgError]) -> None:
    error = pickle.loads(pickle.dumps(cls("a.b", "m", "h", "p")))
    assert (type(error), error.code, error.message, error.hint, error.place) == (cls, "a.b", "m", "h", "p")


def test_wrong_usage_ends_with_two_and_wrong_data_with_one() -> None:
    assert UsageError("u", "m").exit_status == FormError("f", "m").exit_status == QueryError("q", "m").exit_status == 2
    assert ReadError("r", "m").exit_status == BudgetkgError("b", "m").exit_status == 1
