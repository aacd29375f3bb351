"""The search page and the JSON endpoint. Imports search, and the values it hands out."""
