"""People, tokens and enrolment: their pages and their API. The rules are in ``access``."""
