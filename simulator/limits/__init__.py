"""Random homes behind a main fuse: what every phase really carries while the engine commands their chargers."""
