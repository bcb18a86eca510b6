"""Schedules from received to released: reconcile, tolerance, approval, release, and the cums."""
