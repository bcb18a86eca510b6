"""What is kept of a scanner's frames: the bytes as they came, but of a badge only a keyed hash."""

from __future__ import annotations

from edge.cell.badge_text import CONTINUED_S, is_begun, masked, secret_of


class BadgeCover:
    """Of one cell. ``key`` is that of ``edge.badge_keys.mask_key``."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._begun: dict[str, float] = {}
        """Devices whose last frame was cut in the middle of a badge, and when."""

    def kept(
        self, device: str, raw: bytes, *, refused: bool, now_s: float, owned: bool = False
    ) -> tuple[bytes, bool]:
        """The bytes to keep, and whether a badge was taken out of them. ``refused``: the framing
        did not trust the frame. ``owned``: they are somebody's badge, though they do not say so.
        ``now_s`` is a steady clock's.

        A frame that was cut in the middle of a badge makes the device's next one secret too.
        """
        begun_s = self._begun.pop(device, None)
        secret = secret_of(raw, refused=refused)
        continued = begun_s is not None and now_s - begun_s <= CONTINUED_S
        if secret is None and (owned or continued):
            secret = raw
        if refused and is_begun(raw):
            self._begun[device] = now_s
        return (raw, False) if secret is None else (masked(self._key, secret), True)
