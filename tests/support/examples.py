"""How many examples Hypothesis tries: ten times as many with ``--hypothesis-profile=deep``."""

from hypothesis import settings

USUAL = 100
settings.register_profile("deep", max_examples=10 * USUAL)


def examples(usual: int) -> int:
    """``usual`` of an ordinary run, as many times as the chosen profile says."""
    default = settings.get_profile(settings.get_current_profile_name())
    return usual * default.max_examples // USUAL
