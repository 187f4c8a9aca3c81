"""How days are written where Django's own formats differ from the office's."""
