"""What Python encoders have in common as peers of the benchmark `encode`.

stdin, one JSON object a line: first {"directory", "prompt", "texts", "single", …}, then {"run": "batch"} for all texts at once
or {"run": "single"} for some of them one by one, as queries are, as often as wanted, then {"vectors": true}. stdout:
{"ready": description}, {"seconds"} of the processor for each run, {"vectors", "peak"} with the most memory the process
had, in MiB. One thread each, which never waits for others.
"""

import json
import os
import resource
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["HF_HUB_OFFLINE"] = "1"


def say(value):
    print(json.dumps(value), file=OUT, flush=True)


# Libraries print while they load; only answers go to stdout.
OUT, sys.stdout = sys.stdout, sys.stderr


def begin():
    start = json.loads(sys.stdin.readline())
    # Anlam strips texts, which sentence-transformers does no longer since 5.4.
    start["texts"] = [text.strip() for text in start["texts"]]
    start["single"] = [text.strip() for text in start["single"]]
    return start


def serve(name, start, encode):
    """encode: of a list of texts, or of one, without the prompt, to unit vectors."""
    say({"ready": name})
    for line in sys.stdin:
        what = json.loads(line).get("run")
        if what is None:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            vectors = [[float(x) for x in vector] for vector in encode(start["texts"])]
            say({"vectors": vectors, "peak": peak})
            continue
        began = time.process_time()
        if what == "batch":
            encode(start["texts"])
        else:
            for text in start["single"]:
                encode(text)
        say({"seconds": time.process_time() - began})
