"""The plan and the late risk of racks as people and programs see them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from edge.cell.model import CellState, EndedTour
from edge.screen.health_rows import age_text
from wire.events import PlanMade, RackForecast
from wire.ids import FamilyId
from wire.tours import IN_ORDER, LateBand, band_of

LEVELS = {
    LateBand.SAFE: "ok",
    LateBand.WATCH: "attention",
    LateBand.LATE: "fault",
    LateBand.BLOCKED: "fault",
}


class RiskView(msgspec.Struct, frozen=True, kw_only=True):
    """``due_s`` and ``done_s``: seconds from now until the rack must leave, and until it is
    probably done, with a standard deviation of ``spread_s``. ``waits``: so many slots wait for a
    person; until then it is not done at all, and the share says nothing.
    """

    rack: str
    due_s: float
    done_s: float
    spread_s: float
    late_permille: int
    band: LateBand
    waits: int = 0


class ScoreView(msgspec.Struct, frozen=True, kw_only=True):
    """Of ``racks`` whose first forecast was in ``band``, ``late`` were late."""

    band: LateBand
    racks: int
    late: int


class PaceView(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds a piece as observed; of all part families where ``family`` is empty."""

    family: FamilyId
    pieces: int
    mean_s: float
    deviation_s: float


class PlanView(msgspec.Struct, frozen=True, kw_only=True):
    """``plan``: the newest that was told, ``plan_age_s`` ago; None: there was none yet."""

    node: str
    at_us: int
    plan: PlanMade | None
    plan_age_s: float | None
    racks: tuple[RiskView, ...]
    calibration: tuple[ScoreView, ...]
    pace: tuple[PaceView, ...]
    ended_tours: tuple[EndedTour, ...]


def plan_view(
    node: str, state: CellState, forecasts: Sequence[RackForecast], now_us: int
) -> PlanView:
    return PlanView(
        node=node,
        at_us=now_us,
        plan=state.plan,
        plan_age_s=None if state.plan is None else max(0.0, (now_us - state.plan_us) / 1e6),
        racks=tuple(risk_views(forecasts, now_us).values()),
        calibration=tuple(
            ScoreView(band=band, racks=score.racks, late=score.late)
            for band, score in sorted(state.scores.items())
        ),
        pace=tuple(
            PaceView(
                family=family,
                pieces=pace.pieces,
                mean_s=pace.mean_s,
                deviation_s=pace.variance_s2**0.5,
            )
            for family, pace in sorted(state.paces.items(), key=lambda item: item[0])
        ),
        ended_tours=tuple(state.ended_tours),
    )


def risk_views(forecasts: Sequence[RackForecast], now_us: int) -> dict[str, RiskView]:
    return {
        forecast.rack: RiskView(
            rack=forecast.rack,
            due_s=(forecast.due_us - now_us) / 1e6,
            done_s=(forecast.done_us - now_us) / 1e6,
            spread_s=forecast.spread_ms / 1000,
            late_permille=forecast.late_permille,
            waits=forecast.waits,
            band=band_of(forecast),
        )
        for forecast in forecasts
    }


def certificate(
    plan: PlanMade | None, words: Mapping[str, str], blocked: int = 0
) -> tuple[str, str]:
    """Level and words: what is proven of the plan, or how much better one could be. A proof is of
    what can be picked: it does not stand alone above ``blocked`` racks that cannot close.
    """
    if blocked:
        told = words["plan.blocked"].format(racks=blocked)
        return "fault", f"{told} · {certificate(plan, words)[1]}"
    if plan is None:
        return "info", words["plan.none"]
    if plan.engine == IN_ORDER:
        return "fault", words["plan.refused"].format(reason=plan.argument)
    if not plan.vehicles:
        return "info", words["plan.nothing" if plan.optimal else "plan.nobody"]
    if plan.optimal:
        return "ok", words["plan.proven"]
    text = words["plan.gap"].format(
        late=round(plan.gap_late_ms / 1000), work=round(plan.gap_work_ms / 1000)
    )
    return "attention", text


def due_text(risk: RiskView, words: Mapping[str, str]) -> str:
    return signed_age(risk.due_s, words)


def signed_age(seconds: float, words: Mapping[str, str]) -> str:
    """What is overdue has a minus."""
    return f"{'−' if seconds < 0 else ''}{age_text(abs(seconds), words)}"


def risk_cell(risk: RiskView, words: Mapping[str, str]) -> dict[str, str]:
    """A chip: the level, its word and the share; of a blocked rack how many slots wait."""
    if risk.waits:
        return {
            "level": LEVELS[risk.band],
            "words": words["risk.blocked"].format(count=risk.waits),
        }
    share = f"{risk.late_permille / 10:.0f} %"
    if risk.late_permille not in (0, 1000) and share in ("0 %", "100 %"):
        share = "<1 %" if share == "0 %" else ">99 %"
    return {"level": LEVELS[risk.band], "words": f"{words['risk.' + risk.band]} {share}"}
