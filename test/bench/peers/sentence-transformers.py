"""sentence-transformers as a peer of the benchmark `families`.

stdin, one JSON object a line: first {"directory", "prompt", "texts", "single"}, then {"run": true} as often as wanted, then
{"vectors": true}. stdout: {"ready": description}, {"seconds"} of the processor for each run, {"vectors"}. With "single", each
text is encoded alone, as a query is. One thread, which never waits for others.
"""

import json
import sys
import time

import sentence_transformers
import torch


def say(value):
    print(json.dumps(value), flush=True)


start = json.loads(sys.stdin.readline())
torch.set_num_threads(1)
model = sentence_transformers.SentenceTransformer(start["directory"], device="cpu")
texts = start["texts"]
# Anlam strips texts, which sentence-transformers does no longer since 5.4.
texts = [text.strip() for text in texts]
options = {"prompt": start["prompt"], "normalize_embeddings": True, "show_progress_bar": False}
vectors = []
say({"ready": f"sentence-transformers {sentence_transformers.__version__}, torch {torch.__version__.split('+')[0]}"})
for line in sys.stdin:
    if "run" in json.loads(line):
        began = time.process_time()
        if start["single"]:
            vectors = [model.encode(text, **options) for text in texts]
        else:
            vectors = model.encode(texts, **options)
        say({"seconds": time.process_time() - began})
    else:
        say({"vectors": [vector.tolist() for vector in vectors]})
