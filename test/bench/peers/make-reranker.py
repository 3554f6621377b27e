"""Makes a re-ranker of an encoder's folder, by a head with random weights, for speed only: XLM-R large with one is of the size
of BAAI/bge-reranker-v2-m3.

Usage: make-reranker.py FOLDER; FOLDER is what ../shared/reference/make-xlmr-large.py writes, and is changed.
"""

import json
import os
import sys

import numpy
from safetensors.numpy import save_file

folder = sys.argv[1]
with open(f"{folder}/config.json") as file:
    config = json.load(file)
width = config["hidden_size"]
random = numpy.random.default_rng(1)
weights = {
    "classifier.dense.weight": random.normal(0, width**-0.5, (width, width)),
    "classifier.dense.bias": random.normal(0, 0.05, width),
    "classifier.out_proj.weight": random.normal(0, 2 * width**-0.5, (1, width)),
    "classifier.out_proj.bias": random.normal(0, 0.05, 1),
}
head, body = "model-00002-of-00002.safetensors", "model-00001-of-00002.safetensors"
save_file({name: value.astype("float32") for name, value in weights.items()}, f"{folder}/{head}", {"format": "pt"})
os.rename(f"{folder}/model.safetensors", f"{folder}/{body}")
with open(f"{folder}/{body}", "rb") as file:
    names = json.loads(file.read(int.from_bytes(file.read(8), "little")))
shards = {name: body for name in names if name != "__metadata__"} | {name: head for name in weights}
with open(f"{folder}/model.safetensors.index.json", "w") as file:
    json.dump({"metadata": {}, "weight_map": shards}, file)
config |= {"architectures": ["XLMRobertaForSequenceClassification"], "id2label": {"0": "LABEL_0"}, "label2id": {"LABEL_0": 0}}
with open(f"{folder}/config.json", "w") as file:
    json.dump(config, file, indent=2)
for name in ("modules.json", "config_sentence_transformers.json", "sentence_bert_config.json"):
    if os.path.exists(f"{folder}/{name}"):
        os.remove(f"{folder}/{name}")
