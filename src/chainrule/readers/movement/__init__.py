"""Pictures of movement: landscapes, races, random search and animations, as SVG text."""
