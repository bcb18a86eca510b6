"""What the compiled kernels take and give, by name: arrays and figures that belong together.

A change here makes them new, as a change of a kernel does (`warm.cache_folder`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Words = NDArray[np.uint64]


class Kits(NamedTuple):
    """What every vehicle takes: the widths of its row, its stops, faces and pick time."""

    width: Ints
    words: Words
    faces: Words
    pick_ms: Ints


class Ways(NamedTuple):
    """Of every aisle. top, bottom: there and back from the back, from the front; both: from both
    ends leaving out the largest gap; 0 in an empty aisle."""

    top: Ints
    bottom: Ints
    both: Ints


class Prices(NamedTuple):
    """Of every tour, and what keeping the last cut is worth; see `cheapest`."""

    duration: Ints
    width: Ints
    kept: Ints
    scale: int


class Dues(NamedTuple):
    """Of every vehicle: when it is due, when it may be picked, what its lateness weighs, and when a
    place at the line is free for it."""

    due: Ints
    release: Ints
    weight: Ints
    places: Ints


class Cut(NamedTuple):
    """The cheapest; see `cheapest`."""

    ahead: Ints
    length: Ints


class Terms(NamedTuple):
    """Of every tour its due, earliest start and weight [n, k], and per vehicle the earliest start
    of any tour from it, and lateness that no plan avoids from there on (`reference.late_bounds`).
    """

    first_due: Ints
    earliest: Ints
    heaviest: Ints
    sooner: Ints
    late_ahead: Ints


class Effort(NamedTuple):
    """labels: most kept at a vehicle, by value so far, or (beam) by value with the next tours of
    the cheapest cut; work: most extensions and comparisons of labels, after which it stops where it
    is."""

    labels: int
    beam: bool
    work: int


class Answers(NamedTuple):
    """good, bad [n + 1, P]: per vehicle, times of pickers with which the stored cut is known to be
    on time from there on, and not to be; -1 and FAR at first, improved by every question."""

    good: Ints
    bad: Ints
