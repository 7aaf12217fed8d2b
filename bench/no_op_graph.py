#!/usr/bin/python3
"""no_op_graph.py FOLDER NODES: one graph of nodes that do nothing, for make, ninja and the engine.

Each node waits for at most two of the fifty before it.  Writes Makefile, build.ninja, task.yaml (each
node a job of one chunk) and milestone.yaml (each node a milestone); together.yaml has the same tasks
without anything to wait for.  The same numbers give the same bytes.
"""
import random
import sys

folder, nodes = sys.argv[1], int(sys.argv[2])
random.seed(1)
names = [f"t{i}" for i in range(nodes)]
waits = [[names[j] for j in sorted(random.sample(range(max(0, i - 50), i), min(i, 2)))] for i in range(nodes)]


def write(name, text):
    with open(f"{folder}/{name}", "w") as f:
        f.write(text)


def graph(name, does, after):
    tasks = "".join(f"  - {{name: {n}, {does}{', after: [' + ', '.join(w) + ']' if after and w else ''}}}\n"
                    for n, w in zip(names, waits))
    write(f"{name}.yaml", f"graph: {name}{nodes}\ntitle: no-op\ntasks:\n{tasks}")


write("Makefile", f".PHONY: all {' '.join(names)}\nall: {' '.join(names)}\n" +
      "".join(f"{n}: {' '.join(w)}\n\t@true\n" for n, w in zip(names, waits)))
write("build.ninja", "rule noop\n  command = true\n" +
      "".join(f"build {n}: noop {' '.join(w)}\n" for n, w in zip(names, waits)) +
      f"build all: phony {' '.join(names)}\ndefault all\n")
graph("task", "job: nothing", True)
graph("milestone", "milestone: true", True)
graph("together", "job: nothing", False)
