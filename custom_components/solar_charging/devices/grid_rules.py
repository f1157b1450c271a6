"""What the rules for grid connections of a country ask of every home.

All three: https://e-handbuch.de/hb/Schlagwort/schieflastverordnung
Germany: https://documents.kostal.com/KSEM-G1/BA/de-DE/81624971.html
Switzerland: https://www.elektrathal.ch/strom/ladestationen-fuer-elektrofahrzeuge (3.7 kVA on one phase)
"""

# What phases may differ by: VDE-AR-N 4100 in Germany (4.6 kVA), TOR D1 in Austria and the WV-CH in Switzerland (3.7 kVA).
_UNBALANCE_A = {"DE": 20.0, "AT": 16.0, "CH": 16.0}


def unbalance_limit_a(country: str | None) -> float | None:
    """Return by how much the phases of a home may differ in a country, in A; None: no rule is known."""
    return _UNBALANCE_A.get(country or "")
