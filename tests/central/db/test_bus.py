"""Who waits for changes ends when it is told to, whatever comes in the same moment."""

from __future__ import annotations

import asyncio

import pytest

from central.db.bus import Changes


@pytest.mark.parametrize("turns", range(5))
def test_a_cancellation_that_meets_a_change_is_not_lost(turns: int) -> None:
    async def main() -> None:
        changes = Changes()
        async with changes.subscribe() as heard:
            waiting = asyncio.create_task(heard.wait(3600))
            for _ in range(5):
                await asyncio.sleep(0)
            changes.publish("x")
            for _ in range(turns):
                await asyncio.sleep(0)
            ended_before = waiting.done()
            waiting.cancel()
            (found,) = await asyncio.gather(waiting, return_exceptions=True)
            assert ended_before or isinstance(found, asyncio.CancelledError)

    asyncio.run(main())
