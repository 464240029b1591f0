"""Snapshots: built, published, pulled, and asked."""
