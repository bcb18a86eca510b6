"""Identities, each with a type of its own: a rack is never passed where a label is meant."""

from __future__ import annotations

from typing import NewType

FeedId = NewType("FeedId", str)
"""Sender, plant, line and call-off point of one stream of telegrams, e.g. ``MUC-L1-SEQ``."""
CallNumber = NewType("CallNumber", str)
"""The vehicle order for its whole life. Not the sequence number."""
SequenceNumber = NewType("SequenceNumber", str)
"""Position in the build order as the maker writes it, e.g. ``0417``. Not an identity: it repeats
and wraps.
"""
Vin = NewType("Vin", str)
NodeId = NewType("NodeId", str)
"""One cell's program. Facts are numbered by (node, epoch, offset)."""
RackId = NewType("RackId", str)
LabelId = NewType("LabelId", str)
TourId = NewType("TourId", str)
PersonId = NewType("PersonId", str)
DeviceId = NewType("DeviceId", str)
"""Name of a scanner, printer or terminal in the cell's configuration."""
WorkplaceId = NewType("WorkplaceId", str)
"""One picker's place in a cell: a scanner and a terminal."""
PartNumber = NewType("PartNumber", str)
FaceId = NewType("FaceId", str)
"""Where a part is taken from in the cell."""
FamilyId = NewType("FamilyId", str)
"""Part family: exactly one variant of it belongs to a vehicle."""
RackFamilyId = NewType("RackFamilyId", str)
PointOfFit = NewType("PointOfFit", str)
BlockId = NewType("BlockId", str)
"""One block of a part, lot or serials."""
LoadId = NewType("LoadId", str)
"""One journey of a truck, from its dock to the customer's."""
UnitId = NewType("UnitId", str)
"""Licence plate of a pallet or container."""
LoopId = NewType("LoopId", str)
"""Kanban loop: part, location and quantity per card."""

CODE_LENGTH_MAX = 35
TEXT_LENGTH_MAX = 200
