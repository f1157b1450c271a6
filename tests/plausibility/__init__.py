"""Tests of what can be true of a home's sensors."""
