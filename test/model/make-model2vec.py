#!/usr/bin/env python3
"""Write a tiny model2vec checkpoint with seeded random weights, and the vectors that model2vec makes of some texts.

    python3 make-model2vec.py OUT_DIR        # test/model/model2vec

Needs model2vec (0.10.0 wrote the files that are here), numpy and tokenizers. Tokens share rows (`mapping`) and have weights; the
unknown token is left out; texts are cut to 12 tokens.
"""
import json, os, sys
import numpy as np
from model2vec import StaticModel
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

WORDS = '[PAD] [UNK] derin öğrenme model kaybı neden azal ##mıyor eğitim veri ##si nedir a b c . ?'.split()
TEXTS = ['derin öğrenme nedir?', 'model kaybı neden azalmıyor', 'bilinmeyen kelime', 'bilinmeyen derin veri', '',
         'a b c ' * 10, 'Eğitim verisi']
ROWS, WIDTH = 12, 6


def main():
    out = sys.argv[1]
    random = np.random.default_rng(7)
    tokenizer = Tokenizer(models.WordPiece({word: i for i, word in enumerate(WORDS)}, unk_token='[UNK]'))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    model = StaticModel(
        vectors=random.normal(size=(ROWS, WIDTH)).astype(np.float32),
        tokenizer=tokenizer,
        config={'model_type': 'model2vec', 'architectures': ['StaticModel'], 'hidden_dim': WIDTH},
        normalize=True,
        weights=random.uniform(0.2, 2, len(WORDS)),
        token_mapping=random.integers(0, ROWS, len(WORDS)),
        max_length=12,
    )
    model.save_pretrained(out)
    for name in ('modules.json', 'README.md'):
        if os.path.exists(os.path.join(out, name)): os.remove(os.path.join(out, name))
    vectors = StaticModel.from_pretrained(out).encode(TEXTS)
    golden = [{'text': text, 'vector': [round(float(x), 7) for x in vector]} for text, vector in zip(TEXTS, vectors)]
    with open(os.path.join(out, 'golden.json'), 'w', encoding='utf8') as file:
        json.dump(golden, file, ensure_ascii=False, indent=1)
        file.write('\n')


if __name__ == '__main__':
    main()
