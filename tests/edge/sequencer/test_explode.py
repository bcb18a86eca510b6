"""Usage rules: faults by name, and the compiled form equal to the plain one."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.sequencer import BadProblem
from edge.sequencer.explode import UsageRule, UsageRules
from tests.support.examples import examples

OPTIONS = ("heated", "sport", "left")
RULES = UsageRules(
    options=OPTIONS,
    faces=4,
    rules=(
        UsageRule(family="seat", face=0, needs=("heated",)),
        UsageRule(family="seat", face=1, without=("heated",)),
        UsageRule(family="wheel", face=3, needs=("sport", "left")),
        UsageRule(family="wheel", face=2, needs=("sport",), without=("left",)),
        UsageRule(family="wheel", face=None, without=("sport",)),
    ),
)


def test_exactly_one_variant_of_each_family() -> None:
    sets = [RULES.pack(names) for names in ((), ("heated", "sport"), ("sport", "left"))]
    assert RULES.explode(sets) == [(1,), (0, 2), (1, 3)]


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ([UsageRule(family="f", face=0, needs=("x",))], "unknown option 'x'"),
        ([UsageRule(family="f", face=4)], "face does not exist"),
    ],
)
def test_bad_rules_are_refused_by_name(rules: list[UsageRule], says: str) -> None:
    with pytest.raises(BadProblem, match=says):
        UsageRules(options=OPTIONS, faces=4, rules=rules)


@pytest.mark.usefixtures("kernels")
@pytest.mark.parametrize("fires", ["two variants fire", "no variant fires"])
def test_faults_name_vehicle_and_family(fires: str) -> None:
    from edge.sequencer.compiled import CompiledRules

    first = UsageRule(family="f", face=0, needs=("heated",))
    both = [first, UsageRule(family="f", face=1)] if fires.startswith("two") else [first]
    rules = UsageRules(options=OPTIONS, faces=2, rules=both)
    good, bad = (0, 1) if fires.startswith("two") else (1, 0)
    sets = [good] * 70 + [bad] + [good] * 9
    compiled = CompiledRules(rules)
    with pytest.raises(BadProblem, match=f"vehicle 70: {fires} for family 'f'"):
        rules.explode(sets)
    with pytest.raises(BadProblem, match=f"vehicle 70: {fires} for family 'f'"):
        compiled.explode(compiled.pack(sets))


@pytest.mark.usefixtures("kernels")
@settings(max_examples=examples(60), deadline=None, derandomize=True)
@given(st.integers(0, 1 << 30), st.integers(1, 200))
def test_compiled_equals_plain(seed: int, vehicles: int) -> None:
    from edge.sequencer.compiled import CompiledRules

    rng = random.Random(seed)
    options = [f"o{i}" for i in range(rng.choice([3, 64, 150]))]
    rules = []
    faces = 0
    for family in range(rng.randint(1, 6)):
        a, b = rng.sample(options, 2)
        for needs, without in (((a, b), ()), ((a,), (b,)), ((b,), (a,)), ((), (a, b))):
            face = faces if rng.random() < 0.9 else None
            rules.append(UsageRule(family=f"f{family}", face=face, needs=needs, without=without))
            faces += 1
    plain = UsageRules(options=options, rules=rules, faces=faces)
    compiled = CompiledRules(plain)
    sets = [rng.getrandbits(len(options)) for _ in range(vehicles)]
    words = compiled.explode(compiled.pack(sets))
    expected = plain.explode(sets)
    for row, there in zip(words.tolist(), expected, strict=True):
        value = sum(word << (64 * index) for index, word in enumerate(row))
        assert tuple(f for f in range(faces) if value >> f & 1) == there
