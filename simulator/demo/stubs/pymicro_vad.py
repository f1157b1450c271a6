"""Stands in for the voice assistants' package of this name: it has no wheel for CPython 3.14, and the demo has no microphone."""  # noqa: INP001 - found by its path


class MicroVad:
    """Never called."""
