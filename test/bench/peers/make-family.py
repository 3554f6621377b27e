"""Writes an encoder of a family with the widths of its best-known model, six layers and random weights, for speed only.

Usage, in this folder: make-family.py NAME OUT. The tokenizer and what else the configuration says are those of
test/model/families/NAME.
"""

import sys

import torch
import transformers
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Normalize, Transformer
from sentence_transformers.sentence_transformer.modules import Pooling

name, out = sys.argv[1:]
LAYERS = 6
BASE = dict(hidden_size=768, num_attention_heads=12, intermediate_size=3072, num_hidden_layers=LAYERS)
LOCAL, ALL = "sliding_attention", "full_attention"
SIZES = {
    "distilbert": dict(dim=768, n_heads=12, hidden_dim=3072, n_layers=LAYERS),
    "mpnet": BASE,
    "camembert": BASE,
    "electra": dict(BASE, embedding_size=768),
    "modernbert": dict(BASE, intermediate_size=1152, local_attention=128, layer_types=[ALL, LOCAL, LOCAL] * 2),
    "qwen3": dict(
        hidden_size=1024,
        num_attention_heads=16,
        num_key_value_heads=8,
        head_dim=128,
        intermediate_size=3072,
        num_hidden_layers=LAYERS,
        layer_types=[ALL] * LAYERS,
    ),
    "gemma3": dict(
        hidden_size=768,
        num_attention_heads=3,
        num_key_value_heads=1,
        head_dim=256,
        query_pre_attn_scalar=256,
        intermediate_size=1152,
        num_hidden_layers=LAYERS,
        sliding_window=512,
        layer_types=[LOCAL] * 5 + [ALL],
    ),
}
POOLING = {"electra": "cls", "modernbert": "cls", "qwen3": "lasttoken"}

source = f"../../model/families/{name}"
config = transformers.AutoConfig.from_pretrained(source)
for key, value in dict(SIZES[name], max_position_embeddings=512 + 2, initializer_range=0.02).items():
    setattr(config, key, value)
torch.manual_seed(1)
transformers.AutoModel.from_config(config).eval().save_pretrained(out)
transformers.AutoTokenizer.from_pretrained(source).save_pretrained(out)
width = SIZES[name].get("hidden_size", 768)
modules = [Transformer(out), Pooling(width, pooling_mode=POOLING.get(name, "mean")), Normalize()]
SentenceTransformer(modules=modules, device="cpu").save(out, create_model_card=False)
