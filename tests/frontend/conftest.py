"""Tests in a real browser have an environment of their own: `script/test --browser`."""

collect_ignore = ["browser"]
