"""Facts of the cells: taken in, projected, and asked for."""

from __future__ import annotations

from central.house import House
from central.tracking import alarms_api, api
from central.tracking.follower import Follower
from central.tracking.intake import Intake
from central.tracking.service import own_alarms
from wire.codec import BATCH_BYTES_MAX


def install(house: House) -> None:
    follower = Follower(
        house.db,
        on_progress=lambda: house.changes.publish(own_alarms.TOPIC),
        on_behind=house.changes.set_behind,
    )

    def on_facts(newest: int) -> None:
        house.note_facts(newest)
        follower.wake()
        house.changes.publish(own_alarms.TOPIC)

    intake = Intake(
        house.db,
        house.incarnation,
        on_commit=on_facts,
        count=house.metrics.count_answer,
    )
    house.keep(intake)
    house.body("/api/v1/facts", BATCH_BYTES_MAX)
    house.serve(
        api.routes(intake, house.guard),
        api.reading_routes(house.db, house.guard),
        api.document_routes(house.db, house.guard),
        alarms_api.routes(house.db, house.guard, house.changes),
    )
    if not house.db.is_sqlite:  # there each batch is projected where it is taken
        house.work("projections", follower.run)
