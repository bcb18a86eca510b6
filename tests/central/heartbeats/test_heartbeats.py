from __future__ import annotations

from central.access.rules import TokenRole
from central.heartbeats import service
from tests.support.central.client import Client
from wire.codec import encode
from wire.heartbeat import DeviceSign, Heartbeat
from wire.ids import NodeId

AT = "/api/v1/nodes/cell-a/heartbeat"


def beat(at_us: int, node: str = "cell-a", *, good: bool = True) -> bytes:
    printer = DeviceSign(device="P1", kind="printer", state="ready", good=good)
    return encode(Heartbeat(node=NodeId(node), at_us=at_us, devices=(printer,)))


def newest(client: Client) -> dict[str, service.Heard]:
    return client.central.db.read(service.newest)


def test_the_newest_one_counts_by_the_time_of_its_arrival(client: Client) -> None:
    cell = client.token(TokenRole.CELL, cell="cell-a")
    assert client.post(AT, token=cell, content=beat(9)).status_code == 204
    first = newest(client)["cell-a"]
    assert client.post(AT, token=cell, content=beat(5, good=False)).status_code == 204
    heard = newest(client)["cell-a"]
    assert (heard.said.at_us, heard.said.devices[0].good, heard.awaited) == (5, False, True)
    assert heard.received_us > first.received_us


def test_a_cell_speaks_for_itself_only(client: Client) -> None:
    other = client.token(TokenRole.CELL, cell="cell-b")
    assert client.post(AT, token=other, content=beat(1)).status_code == 403
    assert client.post(AT, token=other, content=beat(1, "cell-b")).status_code == 403
    supervisor = client.token(TokenRole.SUPERVISOR)
    assert client.post(AT, token=supervisor, content=beat(1)).status_code == 403
    assert newest(client) == {}


def test_bytes_that_are_no_heartbeat_change_nothing(client: Client) -> None:
    cell = client.token(TokenRole.CELL, cell="cell-a")
    for data in (b"", b"{}", b'{"type":"heartbeat"}', beat(1)[:-1]):
        assert client.post(AT, token=cell, content=data).status_code == 422
    assert newest(client) == {}


def test_a_cell_taken_out_of_service_is_awaited_again_once_it_speaks(client: Client) -> None:
    supervisor = client.token(TokenRole.SUPERVISOR)
    assert client.request("DELETE", AT, token=supervisor).status_code == 404
    cell = client.token(TokenRole.CELL, cell="cell-a")
    client.post(AT, token=cell, content=beat(1))
    assert client.request("DELETE", AT, token=cell).status_code == 403
    assert client.request("DELETE", AT, token=supervisor).status_code == 204
    assert not newest(client)["cell-a"].awaited
    client.post(AT, token=cell, content=beat(2))
    assert newest(client)["cell-a"].awaited
