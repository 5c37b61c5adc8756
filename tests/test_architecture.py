"""The script that measures the program: on sources whose figures can be counted by hand."""

from __future__ import annotations

from pathlib import Path

import architecture
import pytest
import walking
from measures import is_participle, measure_package
from walking import walk_through

BRANCHES = '''
def plain():
    """No branch."""
    return 1


def each_counts(a, b, c):
    if a and b or c:  # if, and, or
        pass
    elif a:
        pass
    for x in a:
        while x:
            x = 1 if b else 2
    try:
        assert a
    except ValueError:
        pass
    return [x for x in a if x if b]  # one loop and two conditions


def choosing(a):
    match a:
        case 1:
            return 1
        case _:
            return 2


def outer():
    def inner(a):
        if a:
            return 1
    return inner
'''


def written(folder: Path, **texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


def long_function(name: str, above: str = "", behind: str = "") -> str:
    branches = "".join(f"    if x == {n}:\n        return {n}\n" for n in range(10))
    return f"{above}def {name}(x):{behind}\n{branches}    return None\n"


def test_branches_are_counted_with_boolean_operators_and_comprehensions(tmp_path: Path) -> None:
    package = measure_package(written(tmp_path, one=BRANCHES))
    assert {function.name: function.complexity for function in package.functions} == {
        "plain": 1,
        "each_counts": 13,
        "choosing": 3,
        "outer": 1,
        "inner": 2,
    }


def test_lines_of_code_are_neither_comments_nor_docstrings_nor_blank(tmp_path: Path) -> None:
    top = '"""A module,\nof two lines."""\n\n# A comment.\nTEXT = """\na\nb"""\n\n'
    thing = 'class Thing:\n    """One."""\n    x = 1\n'
    package = measure_package(written(tmp_path, one=top + thing, two="", three="y = 2  # why\n"))
    assert len(package.modules) == 3
    assert package.code_lines == 3 + 2 + 1


def test_the_lines_of_functions_have_a_median_a_high_and_a_most(tmp_path: Path) -> None:
    bodies = [1] * 10 + [2] * 9 + [7]
    text = "".join(f"def f{n}():\n" + "    x = 1\n" * lines for n, lines in enumerate(bodies))
    assert measure_package(written(tmp_path, one=text)).function_lines == (2.5, 8, 8)


@pytest.mark.parametrize(
    ("above", "behind", "reason"),
    [
        ("", "", ""),
        ("# A form has many parts.\n", "", ""),
        ("# complexity: one branch for each form\n", "", "one branch for each form"),
        ("# First this.\n# complexity: one branch\n# for each form\n", "", "one branch for each form"),
        ("# complexity: cached\n@cache\n", "", "cached"),
        ("", "  # complexity: short", "short"),
        ("# complexity: of another\nx = 1\n", "", ""),
    ],
)
def test_a_function_says_why_it_has_many_branches(
    tmp_path: Path, above: str, behind: str, reason: str
) -> None:
    package = measure_package(written(tmp_path, one=long_function("choose", above, behind)))
    [function] = package.complex_functions
    assert (function.complexity, function.reason) == (11, reason)


def test_a_class_name_in_two_modules_is_told_with_both(tmp_path: Path) -> None:
    one = "class A: pass\nclass B: pass\n"
    folder = written(tmp_path, one=one, two="class C: pass\nclass B: pass\n", three="class C: pass\n")
    assert measure_package(folder).shared_class_names == {
        "B": [folder / "one.py", folder / "two.py"],
        "C": [folder / "three.py", folder / "two.py"],
    }


def test_one_name_twice_in_one_module_is_none_in_two(tmp_path: Path) -> None:
    text = "class A:\n    class Kind: pass\nclass B:\n    class Kind: pass\n"
    assert not measure_package(written(tmp_path, one=text)).shared_class_names


@pytest.mark.parametrize(
    "word", ["told", "said", "shown", "written", "made", "found", "given", "named", "used"]
)
def test_a_participle_is_known(word: str) -> None:
    assert is_participle(word)


@pytest.mark.parametrize("word", ["read", "tell", "need", "exceed", "feed", "set", "red", "statements", "to"])
def test_what_only_looks_like_a_participle_is_none(word: str) -> None:
    assert not is_participle(word)


def test_the_share_of_participles_leaves_out_special_names(tmp_path: Path) -> None:
    text = (
        "def _told_so(): pass\ndef tell(): pass\ndef needed(): pass\ndef __init__(): pass\ndef need(): pass\n"
    )
    package = measure_package(written(tmp_path, one=text))
    assert [function.name for function in package.participle_names] == ["_told_so", "needed"]
    assert package.participle_share == 0.5


def test_a_walk_counts_each_function_of_the_folder_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(
        tmp_path / "walked_package",
        __init__="",
        one="from walked_package.two import Thing\ndef go():\n    return [Thing().run() for _ in range(3)]\n",
        two="class Thing:\n    def run(self): return max([1], key=lambda x: x)\n    def rest(self): pass\n",
    )
    monkeypatch.syspath_prepend(str(tmp_path))

    def run() -> None:
        from walked_package.one import go  # type: ignore[import-not-found]

        go()

    walk = walk_through(run, folder)
    assert {code.co_qualname for code in walk.functions} == {"go", "Thing.run"}
    assert {code.co_qualname for code in walk.with_classes} == {"go", "Thing.run", "Thing"}


def test_the_table_holds_one_package_against_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    house = written(
        tmp_path / "house", one=long_function("choose") + "class A: pass\n", two="class A: pass\n"
    )
    hut = written(tmp_path / "hut", one="def told(): pass\n")
    assert architecture.main([str(house), str(hut), "--list"]) == 0
    out = capsys.readouterr().out
    lines = [[cell.strip() for cell in line.split("  ") if cell] for line in out.splitlines()]
    figures = {cells[0]: cells[1:] for cells in lines if cells}
    assert figures["Python modules / code lines"] == ["2 / 24", "1 / 1"]
    assert figures["functions with complexity over 10"] == ["1", "0"]
    assert figures["class names in two or more modules"] == ["1", "0"]
    assert figures["function names that begin with a participle"] == ["0%", "100%"]
    assert "one.py:1  choose  (no reason is given)" in out
    assert "one.py:1  told" in out


def test_strict_fails_where_a_rule_of_the_house_is_broken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    house = written(
        tmp_path / "house", one=long_function("choose") + "class A: pass\n", two="class A: pass\n"
    )
    assert architecture.main([str(house), "--strict"]) == 1
    err = capsys.readouterr().err
    assert "choose has complexity 11 and no comment" in err
    assert "The class name A stands in" in err
    (house / "one.py").write_text(long_function("choose", "# complexity: ten forms\n"), encoding="utf-8")
    assert architecture.main([str(house), "--strict"]) == 0


def test_only_so_many_functions_may_have_many_branches(tmp_path: Path) -> None:
    def with_reasons(count: int) -> str:
        return "".join(long_function(f"choose_{i}", "# complexity: ten forms\n") for i in range(count))

    house = written(tmp_path / "house", one=with_reasons(architecture.MOST_COMPLEX))
    assert architecture.broken_rules(measure_package(house)) == []
    (house / "one.py").write_text(with_reasons(architecture.MOST_COMPLEX + 1), encoding="utf-8")
    assert architecture.broken_rules(measure_package(house)) == [
        "13 functions have complexity over 10, not 12."
    ]


def test_this_program_keeps_the_rules_of_its_house() -> None:
    assert architecture.broken_rules(measure_package(walking.REPOSITORY / "src" / "irc_kg")) == []


def test_the_way_of_an_edit_through_this_program_is_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert architecture.main([]) == 0
    out = capsys.readouterr().out
    [walked] = [line for line in out.splitlines() if line.startswith("functions (modules) of one add")]
    functions, modules = (int(word.strip("()")) for word in walked.split()[-2:])
    assert 20 < modules < functions
    assert not list(tmp_path.iterdir())
