"""The structure of a text: its sentences, its outline, and the Passages it is cut into."""
