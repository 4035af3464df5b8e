"""Fixtures that several rooms' tests share: those of `sandbox.fixtures`, as any user of the sandbox has them."""

from hypothesis import settings

pytest_plugins = ["sandbox.fixtures"]

# How long an example takes says something about the machine, nothing about the program.
settings.register_profile("project", deadline=None)
settings.load_profile("project")
