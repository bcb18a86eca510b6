"""What supervisors watch: board, desk, plans against what came of them, details, long lists."""
