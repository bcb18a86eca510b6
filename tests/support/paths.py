"""Where things of this repository are."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "docs" / "scenarios"
MESSAGES = SCENARIOS / "messages"
MASTERS = ROOT / "docs" / "masters" / "cell-a.toml"
CONTRACTS = ROOT / "hardware_sim" / "office" / "contracts"
