"""The composition root: the one room that knows every concrete class, and puts them together."""
