"""Milestones, what is said about them and what follows, over HTTP."""
