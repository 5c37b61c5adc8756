"""Changes of Turtle text, and what leads to them: statements, forms and tables."""
