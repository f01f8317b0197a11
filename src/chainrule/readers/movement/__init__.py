"""Pictures of movement: slices, surfaces, scatters, landscapes, races, random search and animations, as SVG text."""
