# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
# mypy: disable-error-code="assignment,call-arg,no-any-return"
# ruff: noqa: ANN001, ANN201, ANN202, C901
"""Compiled walks: the duration of every tour. Imported only by `compiled`.

numba's cache does not see a change of a helper in another file, so no kernel calls one of another
module. Every kernel runs without the GIL and raises nothing.

Shapes: n vehicles that are still to plan, k most vehicles in a tour, A aisles.
`words[n, Wp]`: uint64 sets of stop positions, those of aisle a in words word_at[a]..word_at[a+1];
`faces[n, Wf]`: sets of faces (a face is a stop; two faces may share a position); durations are
int64 milliseconds in `duration[n, k]`, column b - 1 for a tour of b vehicles.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit, types
from numba.extending import intrinsic, overload

from edge.sequencer.kernel_records import Ways

U0: Final = np.uint64(0)
U1: Final = np.uint64(1)
U2: Final = np.uint64(2)
U4: Final = np.uint64(4)
U8: Final = np.uint64(8)
U16: Final = np.uint64(16)
U32: Final = np.uint64(32)
ALL: Final = np.uint64(0xFFFFFFFFFFFFFFFF)
FAR: Final = np.int64(1 << 58)


@intrinsic
def _ctpop(typing_context, value):
    return types.int64(types.uint64), lambda _c, builder, _s, args: builder.ctpop(args[0])


@intrinsic
def _cttz(typing_context, value):
    def make(context, builder, _signature, args):
        return builder.cttz(args[0], context.get_constant(types.boolean, False))

    return types.int64(types.uint64), make


@intrinsic
def _ctlz(typing_context, value):
    def make(context, builder, _signature, args):
        return builder.ctlz(args[0], context.get_constant(types.boolean, False))

    return types.int64(types.uint64), make


def count_bits(word):
    """Number of set bits."""
    return int(word).bit_count()


def low_bit(word):
    """Index of the lowest set bit; 64 of nothing."""
    return (int(word) & -int(word)).bit_length() - 1 if word else 64


def high_bit(word):
    """Index of the highest set bit; -1 of nothing."""
    return int(word).bit_length() - 1


@overload(count_bits)
def _count_bits(word):
    return lambda word: _ctpop(word)


@overload(low_bit)
def _low_bit(word):
    return lambda word: _cttz(word)


@overload(high_bit)
def _high_bit(word):
    return lambda word: 63 - _ctlz(word)


@njit(cache=True, nogil=True, error_model="numpy")
def _longest_run(ones):
    """Length of the longest run of ones, by doubling up to 8 and then one by one."""
    two = ones & (ones >> U1)
    if not two:
        return 1 if ones else 0
    four = two & (two >> U2)
    if not four:
        return 3 if two & (ones >> U2) else 2
    eight = four & (four >> np.uint64(4))
    run, here = (8, eight) if eight else (4, four)
    while True:
        here &= ones >> np.uint64(run)
        if not here:
            return run
        run += 1
        if run == 64:
            return run


@njit(cache=True, nogil=True, error_model="numpy")
def _aisle(union, low, high, position_mm, grid_mm):
    """(first stop, last stop, largest gap between stops) of one aisle; first > last if empty.

    grid_mm > 0: one word whose bits are evenly spaced, so the gap is a run of zeros.
    """
    if grid_mm > 0:
        word = union[low]
        if not word:
            return FAR, -FAR, np.int64(0)
        first, last = low_bit(word), high_bit(word)
        inside = ((U1 << np.uint64(last)) - U1) & ~((U1 << np.uint64(first)) - U1)
        gap = (_longest_run(~word & inside) + 1) * grid_mm if first < last else np.int64(0)
        return position_mm[low * 64 + first], position_mm[low * 64 + last], gap
    begin, end, gap = FAR, -FAR, np.int64(0)
    for index in range(low, high):
        word = union[index]
        while word:
            here = position_mm[index * 64 + low_bit(word)]
            if begin == FAR:
                begin = here
            else:
                gap = max(gap, here - end)
            end = here
            word &= word - U1
    return begin, end, gap


@njit(cache=True, nogil=True, error_model="numpy")
def _ways_round(aisle_mm, pitch_mm):
    """For each aisle, the shortest way between its ends by itself or by one before it (row 0) or
    behind it (row 1)."""
    aisles = aisle_mm.size
    ways = np.empty((2, aisles), np.int64)
    for a in range(aisles):
        b = aisles - 1 - a
        ways[0, a], ways[1, b] = aisle_mm[a], aisle_mm[b]
        if a > 0:
            ways[0, a] = min(ways[0, a], ways[0, a - 1] + 2 * pitch_mm)
            ways[1, b] = min(ways[1, b], ways[1, b + 1] + 2 * pitch_mm)
    return ways


@njit(cache=True, nogil=True, error_model="numpy")
def _block_walk(ways, aisle_mm, first, last, pitch_mm, left, right):
    """Ratliff and Rosenthal over aisles first..last. left, right: the way between the ends of the
    first, of the last aisle by those beyond (or itself).

    Leaving out a gap at an end claims a connection that is not there; it is never cheaper than
    the same route without the claim, because that connection then costs a cross aisle.
    """
    top, bottom, both = ways
    through, gap = aisle_mm[first], both[first]
    odd, back, front, one, two = (
        min(through, left + gap),
        top[first],
        bottom[first],
        min(2 * through, min(left + through, 2 * left + gap)),
        gap,
    )
    cross, double = 2 * pitch_mm, 4 * pitch_mm
    for aisle in range(first + 1, last + 1):
        odd += cross
        two = min(min(back, front), two) + double
        back, front, one = min(back, one) + cross, min(front, one) + cross, one + double
        through, gap = aisle_mm[aisle], both[aisle]
        loose = min(min(back, front), two)
        odd, one = (
            min(odd + gap, min(loose, one) + through),
            min(min(odd + through, one + gap), loose + 2 * through),
        )
        two = min(two + gap, min(back + min(bottom[aisle], gap), front + min(top[aisle], gap)))
        back += top[aisle]
        front += bottom[aisle]
    return min(min(back, front), min(one, min(odd + right, two + 2 * right)))


@njit(cache=True, nogil=True, error_model="numpy")
def price(rows_from, rows_to, kits, cell, duration):
    """Durations of every tour that begins at rows_from <= i < rows_to, into `duration`.

    cell: (word_at, position_mm, grid_mm, aisle_mm, pitch_mm, depot_aisle, line, depot_mm,
    setup_ms, stop_ms, speed_mm_s, share): share says that faces and positions are the same sets.
    """
    width, words, faces, pick_ms = kits
    word_at, position_mm, grid_mm, aisle_mm, pitch_mm, depot_aisle, line = cell[:7]
    depot_mm, setup_ms, stop_ms, speed_mm_s, share = cell[7:]
    aisles = aisle_mm.size
    ways_round = _ways_round(aisle_mm, pitch_mm)
    union = np.empty(words.shape[1], np.uint64)
    taken = np.empty(faces.shape[1], np.uint64)
    top, bottom = np.empty(aisles, np.int64), np.empty(aisles, np.int64)
    both, used = np.empty(aisles, np.int64), np.empty(aisles, np.bool_)
    ways = Ways(top, bottom, both)
    for i in range(rows_from, rows_to):
        union[:] = U0
        taken[:] = U0
        pick, walk_mm, stops = np.int64(0), np.int64(0), np.int64(0)
        top[:] = 0
        bottom[:] = 0
        both[:] = 0
        used[:] = False
        top[depot_aisle] = 2 * aisle_mm[depot_aisle]
        for b in range(width[i]):
            v = i + b
            pick += pick_ms[v]
            changed = False
            for aisle in range(aisles):
                low, high = word_at[aisle], word_at[aisle + 1]
                fresh = False
                for word in range(low, high):
                    more = words[v, word] & ~union[word]
                    if more:
                        fresh = True
                        union[word] |= more
                        if share:
                            stops += count_bits(more)
                if not fresh:
                    continue
                changed = True
                begin, end, gap = _aisle(union, low, high, position_mm, grid_mm[aisle])
                if line:
                    walk_mm = 2 * (max(end, depot_mm) - min(begin, depot_mm))
                    continue
                length = aisle_mm[aisle]
                used[aisle] = True
                bottom[aisle] = 2 * end
                both[aisle] = 2 * (length - max(gap, max(begin, length - end)))
                if aisle != depot_aisle:
                    top[aisle] = 2 * (length - begin)
            if not share:
                for word in range(taken.size):
                    more = faces[v, word] & ~taken[word]
                    stops += count_bits(more)
                    taken[word] |= more
            if changed and not line:
                first, last = depot_aisle, depot_aisle
                for aisle in range(aisles):
                    if used[aisle]:
                        first, last = min(first, aisle), max(last, aisle)
                left, right = ways_round[0, first], ways_round[1, last]
                walk_mm = _block_walk(ways, aisle_mm, first, last, pitch_mm, left, right)
            walk_ms = (walk_mm * 1000 + speed_mm_s - 1) // speed_mm_s
            duration[i, b] = setup_ms + walk_ms + stop_ms * stops + pick


# The lanes: LANES neighbouring vehicles are first of a tour at once, so that every loop below is
# one straight run over a vector. Rows of one buffer at constant offsets: the compiler then sees
# that they do not overlap.
LANES: Final = 256
_NONE, _ODD, _BACK, _FRONT, _ONE, _TWO, _DONE, _TOP, _BOTTOM, _BOTH, _USED = (
    row * LANES for row in range(11)
)


@njit(cache=True, nogil=True, error_model="numpy")
def _filled(word):
    """Every bit from the lowest of all up to the highest that is set."""
    word |= word >> U1
    word |= word >> U2
    word |= word >> U4
    word |= word >> U8
    word |= word >> U16
    return word | (word >> U32)


@njit(cache=True, nogil=True, error_model="numpy")
def _lane_aisle(union, more, rows, spots, length, depot):
    """Add the stops `more` to `union` and renew top, bottom, both of one aisle in every lane.
    spots: where its first position lies, and how far apart they are."""
    base_mm, grid_mm = spots
    for x in range(more.size):
        word = union[x] | more[x]
        union[x] = word
        first, last = np.int64(low_bit(word)), np.int64(high_bit(word))
        one = (
            ~word & _filled(word) & (ALL << np.uint64(first & 63))
        )  # the holes between first and last
        two = one & (one >> U1)
        four = two & (two >> U2)
        eight = four & (four >> U4)
        sixteen = eight & (eight >> U8)
        half = sixteen & (sixteen >> U16)
        run = U32 if half else U0
        here = half if half else ALL
        longer = here & (sixteen >> run)
        here = longer if longer else here
        run += U16 if longer else U0
        longer = here & (eight >> run)
        here = longer if longer else here
        run += U8 if longer else U0
        longer = here & (four >> run)
        here = longer if longer else here
        run += U4 if longer else U0
        longer = here & (two >> run)
        here = longer if longer else here
        run += U2 if longer else U0
        run += U1 if here & (one >> run) else U0
        begin, end = base_mm + first * grid_mm, base_mm + last * grid_mm
        gap = (np.int64(run) + 1) * grid_mm if last > first else np.int64(0)
        gap = max(gap, max(begin, length - end))
        some = word != U0
        rows[_USED + x] = FAR if some or depot else np.int64(0)
        rows[_BOTTOM + x] = 2 * end if some else np.int64(0)
        rows[_BOTH + x] = 2 * (length - gap) if some else np.int64(0)
        top = 2 * (length - begin) if some else np.int64(0)
        rows[_TOP + x] = 2 * length if depot else top


@njit(cache=True, nogil=True, error_model="numpy")
def _lane_step(rows, count, through, cross, left, right):
    """One aisle of `_block_walk` in every lane. Aisles outside the used ones change nothing but by
    `left` and `right`: `none` is 0 before the first used aisle, and `done` is the answer after the
    last one so far."""
    for x in range(count):
        used, top = rows[_USED + x], rows[_TOP + x]
        bottom, gap = rows[_BOTTOM + x], rows[_BOTH + x]
        none = rows[_NONE + x] + FAR - used
        rows[_NONE + x] = max(rows[_NONE + x], used)
        odd, one = min(rows[_ODD + x] + cross, none + left), rows[_ONE + x]
        back, front = rows[_BACK + x], rows[_FRONT + x]
        two = min(min(back, front), rows[_TWO + x]) + 2 * cross
        back, front = min(back, one) + cross, min(front, one) + cross
        one = min(one + 2 * cross, none + 2 * left)
        loose = min(min(min(back, front), two), none)
        closed = min(odd + gap, min(loose, one) + through)
        rows[_ODD + x] = closed
        one = min(min(odd + through, one + gap), loose + 2 * through)
        rows[_ONE + x] = one
        either = min(back + min(bottom, gap), front + min(top, gap))
        two = min(min(two, none) + gap, either)
        rows[_TWO + x] = two
        back, front = min(back, none) + top, min(front, none) + bottom
        rows[_BACK + x] = back
        rows[_FRONT + x] = front
        done = min(min(min(back, front), one), min(closed + right, two + 2 * right))
        rows[_DONE + x] = done if used else rows[_DONE + x]


@njit(cache=True, nogil=True, error_model="numpy")
def _lane_stops(taken, more, stops, count):
    for x in range(count):
        stops[x] += count_bits(more[x] & ~taken[x])
        taken[x] |= more[x]


@njit(cache=True, nogil=True, error_model="numpy")
def price_lanes(rows_from, rows_to, words, faces, pick_sum, cell, duration):
    """As `price`, for a block all of whose aisles are grids (one word an aisle): several times
    faster. words[A, n + k], faces[Wf, n + k]: columns are vehicles, k empty ones at the end;
    pick_sum[n + k + 1]: running sum. Entries beyond the width of a row are without meaning."""
    position_mm, grid_mm, aisle_mm, pitch_mm, depot_aisle = cell[1:6]
    setup_ms, stop_ms, speed_mm_s = cell[8:11]
    aisles = aisle_mm.size
    ways_round = _ways_round(aisle_mm, pitch_mm)
    union = np.empty((aisles, LANES), np.uint64)
    taken = np.empty((faces.shape[0], LANES), np.uint64)
    rows, stops = np.empty(11 * LANES, np.int64), np.empty(LANES, np.int64)
    for begin in range(rows_from, rows_to, LANES):
        count = min(LANES, rows_to - begin)
        union[:] = U0
        taken[:] = U0
        stops[:] = 0
        for b in range(duration.shape[1]):
            at = begin + b
            for word in range(faces.shape[0]):
                _lane_stops(taken[word], faces[word, at : at + count], stops, count)
            rows[:] = FAR
            rows[_NONE : _NONE + LANES] = 0
            rows[_DONE : _DONE + LANES] = 0
            for aisle in range(aisles):
                spots, through = (position_mm[aisle * 64], grid_mm[aisle]), aisle_mm[aisle]
                more = words[aisle, at : at + count]
                _lane_aisle(union[aisle], more, rows, spots, through, aisle == depot_aisle)
                left, right = ways_round[0, aisle], ways_round[1, aisle]
                _lane_step(rows, count, through, 2 * pitch_mm, left, right)
            for x in range(count):
                i = begin + x
                walk_ms = rows[_DONE + x]
                if speed_mm_s != 1000:
                    walk_ms = (walk_ms * 1000 + speed_mm_s - 1) // speed_mm_s
                pick = pick_sum[i + b + 1] - pick_sum[i]
                duration[i, b] = setup_ms + walk_ms + stop_ms * stops[x] + pick
