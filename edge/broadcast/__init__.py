"""The broadcast at a cell: MQTT pushes it, and replay from central fills what is missing."""
