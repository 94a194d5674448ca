"""The image operations between two paintings, as Deforum has them."""
