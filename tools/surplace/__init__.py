"""Sur Place: the engine of an open course in which every answer cites a source at a pinpoint."""

__version__ = "0.1.0"
