"""The wall: projects as rows of a Gantt chart."""
