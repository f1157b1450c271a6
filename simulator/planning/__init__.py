"""A year of charging with a departure in view: sun, prices, forecasts, and planners that know more or less."""
