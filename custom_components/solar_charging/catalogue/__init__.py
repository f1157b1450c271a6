"""What is known of inverters, meters, batteries and chargers, as data, and how they are recognised. No Home Assistant in here.

`loader` reads the files, `discover` compares them with a snapshot of the registries; README.md says how to add a device.
"""
