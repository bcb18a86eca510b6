# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
# mypy: disable-error-code="assignment,call-arg,no-any-return"
# ruff: noqa: ANN001, ANN201, ANN202, C901
"""Compiled decisions: the cheapest cut, its schedule, and the coupled search. Imported only by
`compiled`; see `walk_kernels` for the shapes and why no kernel calls one of another module.

P pickers; row i of `duration` has `width[i]` tours; `free_ms` is when pickers are free, ascending.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from edge.sequencer.kernel_records import Answers, Terms

FAR: Final = np.int64(1 << 60)
HORIZON: Final = 24


@njit(cache=True, nogil=True, error_model="numpy")
def cheapest(duration, width, kept, scale, rows_from, rows_to, ahead, length):
    """Backward over rows rows_from <= i < rows_to: ahead[i] is the least cost from i to the end,
    length[i] the first tour of a cheapest cut. The cost of a tour is duration * scale, + its
    vehicles unless kept[i] is its length when scale > 1."""
    for i in range(rows_to - 1, rows_from - 1, -1):
        best, count = FAR * 4, 0
        if scale == 1:
            for b in range(width[i]):
                value = duration[i, b] + ahead[i + b + 1]
                if value <= best:
                    best, count = value, b + 1
        else:
            for b in range(width[i]):
                changes = 0 if kept[i] == b + 1 else b + 1
                value = duration[i, b] * scale + changes + ahead[i + b + 1]
                if value <= best:
                    best, count = value, b + 1
        ahead[i] = best
        length[i] = count


@njit(cache=True, nogil=True, error_model="numpy")
def _give(free, earliest, duration_ms):
    """One tour to who is free first; `free` stays ascending and is lifted to the start."""
    start = max(free[0], earliest)
    finish = start + duration_ms
    at = 0
    while at + 1 < free.size and free[at + 1] < finish:
        free[at] = max(free[at + 1], start)
        at += 1
    free[at] = finish
    return start


@njit(cache=True, nogil=True, error_model="numpy")
def certify(duration, length, due, release, weight, places, floor_ms, free_ms, tours):
    """Schedule the cut that `length` stores; tours[t] = (vehicles, start, finish, due, earliest).
    Returns (number of tours, weighted lateness)."""
    free = free_ms.copy()
    i, count, late = 0, 0, np.int64(0)
    while i < length.size:
        b = length[i]
        soonest, first_due, heaviest = floor_ms, FAR, np.int64(0)
        for v in range(i, i + b):
            soonest = max(soonest, release[v])
            first_due = min(first_due, due[v])
            heaviest = max(heaviest, weight[v])
        lasts = duration[i, b - 1]
        soonest = max(soonest, places[i + b - 1] - lasts)
        start = _give(free, soonest, lasts)
        late += max(0, start + lasts - first_due) * heaviest
        tours[count, 0] = b
        tours[count, 1] = start
        tours[count, 2] = start + lasts
        tours[count, 3] = first_due
        tours[count, 4] = soonest
        count += 1
        i += b
    return count, late


@njit(cache=True, nogil=True, error_model="numpy")
def windows(prices, dues, floor_ms, free_ms):
    """The terms of every tour."""
    duration, width, _, _ = prices
    due, release, weight, places = dues
    n, k = duration.shape
    first_due, earliest = np.empty((n, k), np.int64), np.empty((n, k), np.int64)
    heaviest = np.empty((n, k), np.int64)
    sooner, soonest = np.empty(n, np.int64), np.empty(n, np.int64)
    before, longest = np.full(n + 1, FAR), np.zeros(n + 1, np.int64)
    free = free_ms.copy()
    before[0] = 0
    for i in range(n):
        due_ms, start, heavy = FAR, floor_ms, np.int64(0)
        sooner[i] = FAR
        longest[i] = max(longest[i], longest[max(i - 1, 0)])
        total, soonest[i] = np.int64(0), FAR
        for p in range(free.size):
            total += free[p]
            line = -(-(before[i] + longest[i] + total) // (p + 1)) - longest[i]
            soonest[i] = min(soonest[i], line)
        soonest[i] = max(soonest[i], free[0])
        for b in range(width[i]):
            v = i + b
            lasts = duration[i, b]
            due_ms, start = min(due_ms, due[v]), max(start, release[v])
            heavy = max(heavy, weight[v])
            first_due[i, b], heaviest[i, b] = due_ms, heavy
            earliest[i, b] = max(start, places[v] - lasts)
            sooner[i] = min(sooner[i], earliest[i, b])
            before[v + 1] = min(before[v + 1], before[i] + lasts)
            longest[v + 1] = max(longest[v + 1], lasts)
    late_ahead = np.zeros(n + 1, np.int64)
    for i in range(n - 1, -1, -1):
        best = FAR * 4
        for b in range(width[i]):
            finish = max(soonest[i], earliest[i, b]) + duration[i, b]
            late = max(0, finish - first_due[i, b]) * heaviest[i, b]
            best = min(best, late + late_ahead[i + b + 1])
        late_ahead[i] = best
    return Terms(first_due, earliest, heaviest, sooner, late_ahead)


@njit(cache=True, nogil=True, error_model="numpy")
def _copy(target, values):
    """An assignment that compiles in a tenth of the time of numpy's."""
    for index in range(target.size):
        target[index] = values[index]


@njit(cache=True, nogil=True, error_model="numpy")
def _below(a, b):
    """Every entry of a is at most that of b."""
    for p in range(a.size):
        if a[p] > b[p]:
            return False
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def _on_time(i, free, length, duration, terms, answers, trail):
    """Whether the stored cut from i on is on time for pickers free at `free` (ascending)."""
    first_due, earliest = terms.first_due, terms.earliest
    good, bad = answers
    here = free.copy()
    at, steps, known = i, 0, False
    while at < length.size and not known:
        if _below(bad[at], here):
            break
        if _below(here, good[at]):
            known = True
            break
        trail[steps, 0] = at
        _copy(trail[steps, 1:], here)
        steps += 1
        b = length[at] - 1
        start = _give(here, earliest[at, b], duration[at, b])
        if start + duration[at, b] > first_due[at, b]:
            break
        at += b + 1
    known = known or at >= length.size
    for step in range(steps):
        vehicle = trail[step, 0]
        if known and _below(good[vehicle], trail[step, 1:]):
            _copy(good[vehicle], trail[step, 1:])
        elif not known and _below(trail[step, 1:], bad[vehicle]):
            _copy(bad[vehicle], trail[step, 1:])
    return known


@njit(cache=True, nogil=True, error_model="numpy")
def _ahead_late(i, free, length, duration, terms):
    """Lateness of the next HORIZON tours of the stored cut."""
    first_due, earliest, heaviest, _, _ = terms
    here = free.copy()
    late, steps = np.int64(0), 0
    while i < length.size and steps < HORIZON:
        b = length[i] - 1
        finish = _give(here, earliest[i, b], duration[i, b]) + duration[i, b]
        late += max(0, finish - first_due[i, b]) * heaviest[i, b]
        i += b + 1
        steps += 1
    return late


@njit(cache=True, nogil=True, error_model="numpy")
def _earlier(x, y):
    """Rows (late, cost, free...) in lexicographic order."""
    for column in range(x.size):
        if x[column] != y[column]:
            return x[column] < y[column]
    return False


@njit(cache=True, nogil=True, error_model="numpy")
def _order(rows, count):
    """Indexes of the first `count` rows in ascending order (a heap sort)."""
    heap = np.arange(count)
    for top in range(2 * count - 1, 0, -1):
        # the first `count` rounds build the heap, the others take its largest to the end
        size = count if top >= count else top
        root = top - count
        if top < count:
            heap[0], heap[top] = heap[top], heap[0]
            root = 0
        while True:
            child = 2 * root + 1
            if child >= size:
                break
            if child + 1 < size and _earlier(rows[heap[child]], rows[heap[child + 1]]):
                child += 1
            if not _earlier(rows[heap[root]], rows[heap[child]]):
                break
            heap[root], heap[child] = heap[child], heap[root]
            root = child
    return heap


@njit(cache=True, nogil=True, error_model="numpy")
def _grown(rows):
    """A copy with room for twice as many rows."""
    count, columns = rows.shape
    larger = np.empty((2 * count, columns), np.int64)
    for row in range(count):
        for column in range(columns):
            larger[row, column] = rows[row, column]
    return larger


@njit(cache=True, nogil=True, error_model="numpy")
def search(prices, cut, terms, free_ms, effort, known):
    """Label setting over prefixes. A label is a row (late, cost, free...) at a vehicle.

    known (late, cost): lexicographic value of a plan that is known.
    Returns (late, cost, bound late, bound cost, work, lengths): the best plan found and a value
    that no plan is below; lengths is empty where the known plan was not improved.
    """
    duration, width, kept, scale = prices
    ahead, length = cut
    first_due, earliest, heaviest, sooner, late_ahead = terms
    limit, beam, work_limit = effort
    best_late, best_cost = known
    n, pickers = length.size, free_ms.size
    labels = np.empty((1024, 2 + pickers), np.int64)
    origin = np.empty((1024, 2), np.int64)  # label that was extended, by how many vehicles
    label_at = np.zeros(n + 2, np.int64)
    rows = np.empty((256, 2 + pickers), np.int64)
    source = np.empty((256, 2), np.int64)
    answers = Answers(np.full((n + 1, pickers), -1), np.full((n + 1, pickers), FAR))
    trail = np.empty((n, 1 + pickers), np.int64)
    leaf, leaf_step, leaf_at = -1, 0, 0
    drop_late, drop_cost = FAR * 4, np.int64(0)
    labels[0, 0], labels[0, 1] = 0, 0
    _copy(labels[0, 2:], free_ms)
    origin[0, 0] = -1
    label_at[1] = 1
    reach = duration.shape[1]
    free = np.empty(pickers, np.int64)
    work = np.int64(0)
    for j in range(1, n + 1):
        count = 0
        if work > work_limit:
            for i in range(max(0, j - reach), j):
                for label in range(label_at[i], label_at[i + 1]):
                    low_late, low_cost = (
                        labels[label, 0] + late_ahead[i],
                        labels[label, 1] + ahead[i],
                    )
                    if low_late < drop_late or (low_late == drop_late and low_cost < drop_cost):
                        drop_late, drop_cost = low_late, low_cost
            break
        for i in range(max(0, j - reach), j):
            b = j - i - 1
            if b >= width[i]:
                continue
            price_ms = duration[i, b] * scale
            if scale > 1 and kept[i] != b + 1:
                price_ms += b + 1
            work += label_at[i + 1] - label_at[i]
            for label in range(label_at[i], label_at[i + 1]):
                cost = labels[label, 1] + price_ms
                _copy(free, labels[label, 2:])
                start = _give(free, earliest[i, b], duration[i, b])
                finish = start + duration[i, b]
                late = labels[label, 0] + max(0, finish - first_due[i, b]) * heaviest[i, b]
                low_late, low_cost = late + late_ahead[j], cost + ahead[j]
                if low_late > best_late or (low_late == best_late and low_cost >= best_cost):
                    continue
                if j == n:
                    best_late, best_cost = late, cost
                    leaf, leaf_step, leaf_at = label, b + 1, j
                    continue
                if count == rows.shape[0]:
                    rows = _grown(rows)
                    source = _grown(source)
                rows[count, 0], rows[count, 1] = late, cost
                for p in range(pickers):
                    rows[count, 2 + p] = max(free[p], sooner[j])
                source[count, 0], source[count, 1] = label, b + 1
                count += 1
        begin = label_at[j]
        label_at[j + 1] = begin
        if j == n:
            break
        end = begin
        for row in _order(rows, count):
            low_late, low_cost = rows[row, 0] + late_ahead[j], rows[row, 1] + ahead[j]
            if low_late > best_late or (low_late == best_late and low_cost >= best_cost):
                continue
            if work > work_limit:
                if low_late < drop_late or (low_late == drop_late and low_cost < drop_cost):
                    drop_late, drop_cost = low_late, low_cost
                continue
            beaten = False
            for other in range(begin, end):
                work += 1
                if _below(labels[other, 2:], rows[row, 2:]):
                    beaten = True
                    break
            if beaten:
                continue
            if _on_time(j, rows[row, 2:], length, duration, terms, answers, trail):
                late, cost = rows[row, 0], rows[row, 1] + ahead[j]
                if late < best_late or (late == best_late and cost < best_cost):
                    best_late, best_cost = late, cost
                    leaf, leaf_step, leaf_at = source[row, 0], source[row, 1], j
                continue
            if end - begin >= limit and not beam:
                if low_late < drop_late or (low_late == drop_late and low_cost < drop_cost):
                    drop_late, drop_cost = low_late, low_cost
                continue
            if end == labels.shape[0]:
                labels = _grown(labels)
                origin = _grown(origin)
            _copy(labels[end], rows[row])
            _copy(origin[end], source[row])
            end += 1
        if beam and end - begin > limit:
            ranks = np.empty((end - begin, 2 + pickers), np.int64)
            for label in range(begin, end):
                _copy(free, labels[label, 2:])
                hope = _ahead_late(j, free, length, duration, terms)
                _copy(ranks[label - begin], labels[label])
                ranks[label - begin, 0] += hope
            order = _order(ranks, end - begin)
            for place in range(end - begin):
                label = begin + order[place]
                if place < limit:
                    _copy(rows[place], labels[label])
                    _copy(source[place], origin[label])
                    continue
                low_late, low_cost = labels[label, 0] + late_ahead[j], labels[label, 1] + ahead[j]
                if low_late < drop_late or (low_late == drop_late and low_cost < drop_cost):
                    drop_late, drop_cost = low_late, low_cost
            end = begin + limit
            for place in range(limit):
                _copy(labels[begin + place], rows[place])
                _copy(origin[begin + place], source[place])
        label_at[j + 1] = end
    if drop_late < best_late or (drop_late == best_late and drop_cost < best_cost):
        low_late, low_cost = drop_late, drop_cost
    else:
        low_late, low_cost = best_late, best_cost
    return (
        best_late,
        best_cost,
        low_late,
        low_cost,
        work,
        _trace(leaf, leaf_step, leaf_at, origin, length),
    )


@njit(cache=True, nogil=True, error_model="numpy")
def _trace(leaf, step, at, origin, length):
    """Lengths of the tours to `at` by way of label `leaf`, then along the stored cut."""
    lengths = np.empty(length.size, np.int64)
    count, label = 0, leaf
    if leaf < 0:
        return lengths[:0]
    lengths[0] = step
    count = 1
    while origin[label, 0] >= 0:
        lengths[count] = origin[label, 1]
        label = origin[label, 0]
        count += 1
    for index in range(count // 2):
        other = count - 1 - index
        lengths[index], lengths[other] = lengths[other], lengths[index]
    while at < length.size:
        lengths[count] = length[at]
        at += length[at]
        count += 1
    return lengths[:count]
