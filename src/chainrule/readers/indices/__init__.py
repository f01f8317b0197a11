"""Index notation: P_jn, Σ_j, δ_jk. What an entry of an array is made of, and its derivative by an entry of another."""
