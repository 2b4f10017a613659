"""Classes: made by teachers, joined by teams, who meet in tournaments."""
