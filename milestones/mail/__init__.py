"""The outbox and the hand-over of its messages to the mail relay."""
