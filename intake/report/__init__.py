"""Read a report or a list of works as it was published: which works it promises, and which quantities of each."""
