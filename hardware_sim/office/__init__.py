"""Two vehicle makers' offices: they send schedules, take goods, and make the usual mistakes."""
