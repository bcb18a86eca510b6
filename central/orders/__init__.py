"""Released demand as order lines, forecasts, despatch notes, and the tie to the floor."""
