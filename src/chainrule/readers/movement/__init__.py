"""Pictures of movement: slices, surfaces, landscapes, races, random search and animations, as SVG text."""
