"""XLM-RoBERTa in PyTorch, as a peer of the encode benchmark; needs torch and numpy (Debian: python3-torch).

stdin, one JSON object a line: first {"directory", "threads", "batches": [[[id, …], …], …]}, then {"run": true} as often as
wanted, then {"vectors": true}. stdout: {"ready": description}, {"seconds"} for each run, {"vectors"}.
Batches come padded to nothing: they are padded here, as sentence-transformers does.
"""

import json
import struct
import sys
import time

import numpy as np
import torch
from torch.nn import functional as F


def read_safetensors(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
    data = np.memmap(path, mode="c", offset=8 + length)
    types = {"F32": np.float32, "F16": np.float16}
    return {
        name: torch.from_numpy(data[slice(*t["data_offsets"])].view(types[t["dtype"]]).reshape(t["shape"])).float()
        for name, t in header.items()
        if name != "__metadata__"
    }


class Encoder:
    def __init__(self, directory):
        with open(directory + "/config.json") as file:
            self.config = json.load(file)
        self.w = read_safetensors(directory + "/model.safetensors")

    def linear(self, x, name):
        return F.linear(x, self.w[name + ".weight"], self.w[name + ".bias"])

    def norm(self, x, name):
        weight, bias = self.w[name + ".weight"], self.w[name + ".bias"]
        return F.layer_norm(x, (x.shape[-1],), weight, bias, self.config["layer_norm_eps"])

    def __call__(self, rows):
        pad, heads = self.config["pad_token_id"], self.config["num_attention_heads"]
        longest = max(map(len, rows))
        ids = torch.tensor([row + [pad] * (longest - len(row)) for row in rows])
        mask = ids != pad
        positions = mask.long().cumsum(1) * mask + pad
        w = self.w
        x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][positions]
        x = self.norm(x + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        bias = torch.zeros(mask.shape).masked_fill(~mask, float("-inf"))[:, None, None, :]
        batch, length, hidden = x.shape
        for layer in range(self.config["num_hidden_layers"]):
            at = f"encoder.layer.{layer}."
            q, k, v = (
                self.linear(x, f"{at}attention.self.{name}").view(batch, length, heads, -1).transpose(1, 2)
                for name in ("query", "key", "value")
            )
            scores = q @ k.transpose(-1, -2) / (hidden // heads) ** 0.5 + bias
            attended = (scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, length, hidden)
            x = self.norm(x + self.linear(attended, at + "attention.output.dense"), at + "attention.output.LayerNorm")
            wide = F.gelu(self.linear(x, at + "intermediate.dense"))
            x = self.norm(x + self.linear(wide, at + "output.dense"), at + "output.LayerNorm")
        return F.normalize(x[:, 0], dim=1)


def say(value):
    print(json.dumps(value), flush=True)


start = json.loads(sys.stdin.readline())
torch.set_num_threads(start["threads"])
torch.set_grad_enabled(False)
encoder = Encoder(start["directory"])
vectors = []
say({"ready": "PyTorch " + torch.__version__})
for line in sys.stdin:
    if "run" in json.loads(line):
        began = time.perf_counter()
        vectors = [encoder(batch) for batch in start["batches"]]
        say({"seconds": time.perf_counter() - began})
    else:
        say({"vectors": torch.cat(vectors).tolist()})
