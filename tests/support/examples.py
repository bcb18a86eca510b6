"""How many examples Hypothesis tries: ten times as many with ``--hypothesis-profile=deep``."""

from hypothesis import settings

USUAL = 100
# No deadline: on a busy machine what is quick takes a moment, and no test is of time.
settings.register_profile("usual", max_examples=USUAL, deadline=None)
settings.register_profile("deep", max_examples=10 * USUAL, deadline=None)
settings.load_profile("usual")


def examples(usual: int) -> int:
    """``usual`` of an ordinary run, as many times as the chosen profile says."""
    default = settings.get_profile(settings.get_current_profile_name())
    return usual * default.max_examples // USUAL
