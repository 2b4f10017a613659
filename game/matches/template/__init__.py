"""What `manage.py startgame` writes: a small complete game and its test, to be changed."""
