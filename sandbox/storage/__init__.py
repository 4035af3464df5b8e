"""Keeps what both sides hold in one SQLite file, so that a sandbox survives its process."""

from sandbox.storage.file import StorageFile

__all__ = ["StorageFile"]
