"""JavaScript: the text of a graph, and of a training, for a page that computes.

A module exports `places(m)`, which says where in memory arrays begin for batches of m examples, `new_memory(numbers)`,
and one function: `compute(leaves, memory, slots)` returns an object of arrays and numbers by name; `run_steps(tables,
order, m, learning_rates, step, seed, vectors, memory, slots, costs)` makes a step for each cost, writes theta and the
other vectors in place, and returns how many steps it made. Arrays are flat, row after row. A training exports
`permutation(seed, epoch, rows)` and `drawn_rows(seed, epoch, rows)` too, the orders in which an epoch takes its rows.

    const slots = places(m), room = slots[slots.length - 1], all = new_memory(room + 2 * size);
    const memory = all.subarray(0, room), theta = all.subarray(room, room + size), gradient = all.subarray(room + size);
"""
