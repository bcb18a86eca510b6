"""Pages of central: board, desk, search and details. ``pages.install`` adds them to the app."""
