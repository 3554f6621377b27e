"""Writes an encoder of ModernBERT-base's size (22 layers of width 768) with random weights, for speed only.

Usage: make-modernbert.py TOKENIZER OUT; TOKENIZER is a folder with one, such as test/model/families/modernbert.
"""

import sys

import torch
import transformers
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Normalize, Transformer
from sentence_transformers.sentence_transformer.modules import Pooling

source, out = sys.argv[1:]
tokenizer = transformers.AutoTokenizer.from_pretrained(source)
ids = {f"{name}_token_id": getattr(tokenizer, f"{name}_token_id") for name in ("pad", "cls", "sep")}
config = transformers.ModernBertConfig(
    vocab_size=len(tokenizer), bos_token_id=ids["cls_token_id"], eos_token_id=ids["sep_token_id"], **ids
)
torch.manual_seed(1)
transformers.ModernBertModel(config).eval().save_pretrained(out)
tokenizer.model_max_length = 8192
tokenizer.save_pretrained(out)
modules = [Transformer(out), Pooling(config.hidden_size, pooling_mode="mean"), Normalize()]
SentenceTransformer(modules=modules, device="cpu").save(out, create_model_card=False)
