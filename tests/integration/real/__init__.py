"""Integrations whose code lies in a checkout, with chargers to talk to. Only script/real runs what is in here."""
