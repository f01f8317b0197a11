"""Names that printed source uses for something else, so that no node is called so."""

RESERVED = frozenset({"np", "math", "real", "constants", "memory", "ones", "write_dropout_mask", "m", "i", "rows"}) | {
    *("costs", "batches", "learning_rates", "float", "len", "zip", "enumerate"),
}
