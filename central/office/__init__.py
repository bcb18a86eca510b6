"""Files of the office: calendars, customers, agreements and partners, in and out as TOML."""
