"""The peer's own small project: one model like our person, without encryption and without a tree."""
