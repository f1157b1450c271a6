"""What stands between the repository and people: the rules of Home Assistant's and the Marketplace's own validators, restated."""
