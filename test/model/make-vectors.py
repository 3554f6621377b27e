#!/usr/bin/env python3
"""Write what sentence-transformers makes of some texts, for tests that have the same checkpoint at hand.

    python3 make-vectors.py CHECKPOINT OUT.json [--about TEXT]

Needs sentence-transformers (6.2.0 with torch 2.15.0 wrote the files that are here). Vectors are float32, in base64. No text
names a special token: transformers 5 cuts XLM-R's names of them out of a text otherwise than the tokenizer.json it comes with.
"""
import argparse, base64, json
import sentence_transformers, torch
from sentence_transformers import SentenceTransformer

TEXTS = [
    'query: Derin öğrenme modelinin kaybı neden azalmıyor?',
    'passage: Öğrenme hızı çok büyük seçilirse eğitim sırasında kayıp değeri salınır ve azalmaz.',
    'query: ığüşöç İSTANBUL',
    'passage: Aşırı öğrenme, modelin eğitim verisini ezberlemesi, yeni örneklerde ise başarısız olmasıdır; '
    'düzenlileştirme, erken durdurma ve veri artırma ona karşı kullanılan yöntemlerdir.',
    'How do I stop a network from overfitting?',
    'a',
    '  iki boşluk ve satır sonu\n',
    ' '.join(['Rastgele ormanlar birçok karar ağacının oyunu birleştirir.'] * 60),
]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('checkpoint')
    parser.add_argument('out')
    parser.add_argument('--about', default='')
    options = parser.parse_args()
    model = SentenceTransformer(options.checkpoint, device='cpu')
    vectors = model.encode(TEXTS, prompt='', normalize_embeddings=True, convert_to_numpy=True)
    versions = f'sentence-transformers {sentence_transformers.__version__}, torch {torch.__version__}'
    texts = [
        {'text': text, 'vector': base64.b64encode(vector.astype('<f4').tobytes()).decode()}
        for text, vector in zip(TEXTS, vectors)
    ]
    with open(options.out, 'w', encoding='utf8') as file:
        json.dump({'about': f'{options.about} By {versions}.', 'texts': texts}, file, ensure_ascii=False, indent=2)
        file.write('\n')


if __name__ == '__main__':
    main()
