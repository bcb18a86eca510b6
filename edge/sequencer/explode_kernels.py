# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
# mypy: disable-error-code="assignment,call-arg,no-any-return"
# ruff: noqa: ANN001, ANN201, ANN202, C901
"""Compiled usage rules, 64 vehicles a word. Imported only by `explode`; see `walk_kernels`."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

U0: Final = np.uint64(0)
ALL: Final = np.uint64(0xFFFFFFFFFFFFFFFF)
HALVES: Final = tuple(
    (np.uint64(step), np.uint64(mask))
    for step, mask in (
        (32, 0x00000000FFFFFFFF),
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    )
)


BLOCKS: Final = 32  # blocks of 64 vehicles that are worked on side by side


class Tests(NamedTuple):
    """Rule r fires where all of literals[rule_at[r]:rule_at[r + 1]] hold (2 * option, + 1 for its
    absence) and takes from rule_face[r], or nothing where that is -1; exactly one rule of each of
    the families must fire."""

    literals: NDArray[np.int64]
    rule_at: NDArray[np.int64]
    rule_face: NDArray[np.int64]
    rule_family: NDArray[np.int64]
    families: int


@njit(cache=True, nogil=True, error_model="numpy")
def _swap(upper, lower, step, mask):
    for x in range(upper.size):
        moved = ((upper[x] >> step) ^ lower[x]) & mask
        upper[x] ^= moved << step
        lower[x] ^= moved


@njit(cache=True, nogil=True, error_model="numpy")
def _transpose(rows):
    """Transpose 64 x 64 bit matrices side by side in place: in every column of rows[64, blocks],
    bit j of word i becomes bit i of word j."""
    for step, mask in HALVES:
        width = np.int64(step)
        for i in range(0, 64, 2 * width):
            for j in range(i, i + width):
                _swap(rows[j], rows[j + width], step, mask)


@njit(cache=True, nogil=True, error_model="numpy")
def _fire(columns, literals, fires):
    for at in range(literals.size):
        column = columns[literals[at] >> 1]
        if literals[at] & 1:
            for x in range(fires.size):
                fires[x] &= ~column[x]
        else:
            for x in range(fires.size):
                fires[x] &= column[x]


@njit(cache=True, nogil=True, error_model="numpy")
def _note(fires, once, twice):
    for x in range(fires.size):
        twice[x] |= once[x] & fires[x]
        once[x] |= fires[x]


@njit(cache=True, nogil=True, error_model="numpy")
def _merge(target, fires):
    for x in range(fires.size):
        target[x] |= fires[x]


@njit(cache=True, nogil=True, error_model="numpy")
def _columns(options, base, size, blocks):
    """The options of the vehicles from `base` on, an option a row and a vehicle a bit."""
    words = options.shape[1]
    columns = np.zeros((words * 64, blocks), np.uint64)
    for v in range(size):
        for word in range(words):
            columns[word * 64 + (v & 63), v >> 6] = options[base + v, word]
    for word in range(words):
        _transpose(columns[word * 64 : word * 64 + 64])
    return columns


@njit(cache=True, nogil=True, error_model="numpy")
def explode(options, tests, out):
    """Which faces each vehicle needs, 64 vehicles a word.

    options[n, Wo]: option bits. out[n, face_words]: sets of faces. Returns (-1, 0, 0, 0) or a fault
    of the first block that has one: (its first vehicle, set of vehicles in it, family, how many
    rules fire: 0 or 2).
    """
    literals, rule_at, rule_face, rule_family, families = tests
    n, face_words = options.shape[0], out.shape[1]
    for base in range(0, n, 64 * BLOCKS):
        blocks = min(BLOCKS, (n - base + 63) // 64)
        size = min(64 * blocks, n - base)
        columns = _columns(options, base, size, blocks)
        taken = np.zeros((face_words * 64, blocks), np.uint64)
        once, twice = (
            np.zeros((families, blocks), np.uint64),
            np.zeros((families, blocks), np.uint64),
        )
        fires, everyone = np.empty(blocks, np.uint64), np.full(blocks, ALL)
        everyone[blocks - 1] = ALL >> np.uint64(64 * blocks - size)
        for rule in range(rule_face.size):
            for x in range(blocks):
                fires[x] = everyone[x]
            _fire(columns, literals[rule_at[rule] : rule_at[rule + 1]], fires)
            _note(fires, once[rule_family[rule]], twice[rule_family[rule]])
            if rule_face[rule] >= 0:
                _merge(taken[rule_face[rule]], fires)
        for x in range(blocks):
            for family in range(families):
                if twice[family, x]:
                    return base + 64 * x, twice[family, x], family, 2
                if once[family, x] != everyone[x]:
                    return base + 64 * x, once[family, x] ^ everyone[x], family, 0
        for word in range(face_words):
            _transpose(taken[word * 64 : word * 64 + 64])
        for v in range(size):
            for word in range(face_words):
                out[base + v, word] = taken[word * 64 + (v & 63), v >> 6]
    return -1, U0, 0, 0
