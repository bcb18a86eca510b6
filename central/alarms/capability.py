"""Alarms that leave the house."""

from __future__ import annotations

from central.access.rules import Right
from central.alarms import api, pages
from central.alarms.sender import Alarms
from central.house import House
from central.ways import open_way


def install(house: House) -> None:
    config = house.config
    ways = {settings.name: open_way(settings) for settings in config.alarm_ways}
    house.page("/alarms", "alarms.title", 24, Right.READ_TRACKING)
    house.page("/andon", "andon.title", 22, Right.READ_TRACKING)
    house.serve(
        api.routes(house.db, house.guard),
        pages.routes(house.db, house.frame, config.alarm_ways, config.alarm_rules),
    )
    if config.alarm_rules:
        alarms = Alarms(house.db, ways, config.alarm_rules, config.alarm_languages)
        house.keep(alarms)
        house.work("alarms", alarms.run)
