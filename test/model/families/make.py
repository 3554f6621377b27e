"""Writes tiny checkpoints of each family with seeded weights, and what transformers and sentence-transformers make of
them in float64: ids, vectors and scores. Run in this folder, with `pip install torch transformers sentence-transformers`:

    python make.py [NAME...]

The weights know no language, and vary far more than real ones, so that each operation shows in the vectors.
"""

import json
import os
import shutil
import sys

import torch
import transformers
from sentence_transformers import CrossEncoder, SentenceTransformer
from sentence_transformers.base.modules import Dense, Normalize, Transformer
from sentence_transformers.sentence_transformer.modules import Pooling
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

VOCABULARY = 300
WIDTH = 16
LAYERS = 3
MAX_TOKENS = 64

TEXTS = [
    "Öğrenme hızı çok büyük seçilirse eğitim ıraksar.",
    "a",
    "IŞIK ılık, İzmir'de iğde ağacı; 3,14 ve %50!",
    "Aşırı öğrenme, modelin eğitim verisini ezberlemesidir; doğrulama kümesinde hata artar. Düzenlileştirme, erken durdurma "
    "ve daha çok veri bunu azaltır. Bu metin, en çok belirteç sayısını aşacak kadar uzundur ve sonu kesilir.",
    "emoji 🙂 ve <mask> [SEP] </s> <eos>",
    "iki  boşluk\nve satır",
]
PAIRS = [
    ["öğrenme hızı nedir", "Öğrenme hızı, her adımda ağırlıkların ne kadar değişeceğini belirler."],
    ["a", "b"],
    ["öğrenme hızı nedir", TEXTS[3]],
    [TEXTS[3], "kısa"],
    [TEXTS[3], TEXTS[3]],
]


def corpus():
    folder = "../../../corpus/documents"
    for name in sorted(os.listdir(folder))[:4]:
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)["text"]


def wordpiece():
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer.train_from_iterator(corpus(), trainers.WordPieceTrainer(vocab_size=VOCABULARY, special_tokens=special))
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return tokenizer, {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}


def unigram():
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    trainer = trainers.UnigramTrainer(vocab_size=VOCABULARY, special_tokens=special, unk_token="<unk>")
    tokenizer.train_from_iterator(corpus(), trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer, {"pad_token": "<pad>", "unk_token": "<unk>", "cls_token": "<s>", "sep_token": "</s>"}


def byte_bpe(regex, special, single, pair):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=regex is None)
    split = [pre_tokenizers.Split(Regex(regex), "isolated")] if regex else []
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([*split, level])
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=VOCABULARY + 100, special_tokens=special, initial_alphabet=alphabet)
    tokenizer.train_from_iterator(corpus(), trainer)
    tokenizer.decoder = decoders.ByteLevel()
    ids = [(token, tokenizer.token_to_id(token)) for token in special]
    tokenizer.post_processor = processors.TemplateProcessing(single=single, pair=pair, special_tokens=ids)
    return tokenizer


def modernbert_bpe():
    special = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"]
    tokenizer = byte_bpe(None, special, "[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1")
    return tokenizer, {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}


def qwen_bpe():
    regex = (
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    )
    end = "<|endoftext|>"
    tokenizer = byte_bpe(regex, [end], f"$A {end}", f"$A {end} $B {end}")
    return tokenizer, {"pad_token": end, "eos_token": end}


def gemma_bpe():
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    special = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>", *(f"<0x{byte:02X}>" for byte in range(256))]
    trainer = trainers.BpeTrainer(vocab_size=VOCABULARY + 200, special_tokens=special)
    words = (word for text in corpus() for word in text.replace(" ", " ▁").split(" "))
    tokenizer.train_from_iterator(words, trainer)
    # Bytes are pieces, not special tokens that a text may contain.
    plain = json.loads(tokenizer.to_str())
    plain["added_tokens"] = [token for token in plain["added_tokens"] if not token["content"].startswith("<0x")]
    tokenizer = Tokenizer.from_str(json.dumps(plain))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<bos> $A <eos>", pair="<bos> $A <eos> $B <eos>", special_tokens=[("<bos>", 2), ("<eos>", 1)]
    )
    return tokenizer, {"pad_token": "<pad>", "unk_token": "<unk>", "bos_token": "<bos>", "eos_token": "<eos>"}


BERT = dict(
    hidden_size=WIDTH,
    num_hidden_layers=LAYERS,
    num_attention_heads=2,
    intermediate_size=40,
    max_position_embeddings=80,
    initializer_range=0.3,
)
ROBERTA = dict(BERT, type_vocab_size=1, layer_norm_eps=1e-5, pad_token_id=1, bos_token_id=0, eos_token_id=2)
MODERN = dict(
    BERT,
    # Windows of 8 tokens, so that local layers differ from global ones.
    local_attention=16,
    global_attn_every_n_layers=3,
    num_hidden_layers=4,
    initializer_cutoff_factor=1.0,
    pad_token_id=3,
    cls_token_id=1,
    sep_token_id=2,
    bos_token_id=1,
    eos_token_id=2,
)

T = transformers
# By name: tokenizer, configuration, model class, pooling, and dense layers after it.
ENCODERS = {
    "distilbert": (
        wordpiece,
        T.DistilBertConfig(
            dim=WIDTH, n_layers=LAYERS, n_heads=2, hidden_dim=40, max_position_embeddings=80, initializer_range=0.3
        ),
        T.DistilBertModel,
        "mean",
        [],
    ),
    "mpnet": (unigram, T.MPNetConfig(**dict(ROBERTA, layer_norm_eps=1e-5)), T.MPNetModel, "mean", []),
    "camembert": (unigram, T.CamembertConfig(**ROBERTA), T.CamembertModel, "mean", []),
    "electra": (wordpiece, T.ElectraConfig(**dict(BERT, embedding_size=8)), T.ElectraModel, "cls", []),
    "modernbert": (modernbert_bpe, T.ModernBertConfig(**MODERN), T.ModernBertModel, "cls", []),
    "qwen3": (
        qwen_bpe,
        T.Qwen3Config(
            hidden_size=WIDTH,
            num_hidden_layers=LAYERS,
            num_attention_heads=4,
            num_key_value_heads=2,
            head_dim=8,
            intermediate_size=40,
            max_position_embeddings=80,
            initializer_range=0.3,
            tie_word_embeddings=True,
        ),
        T.Qwen3Model,
        "lasttoken",
        [],
    ),
    "gemma3": (
        gemma_bpe,
        T.Gemma3TextConfig(
            hidden_size=WIDTH,
            num_hidden_layers=4,
            num_attention_heads=4,
            num_key_value_heads=1,
            head_dim=8,
            query_pre_attn_scalar=12,
            intermediate_size=40,
            max_position_embeddings=80,
            initializer_range=0.3,
            sliding_window=16,
            layer_types=["sliding_attention", "sliding_attention", "full_attention", "sliding_attention"],
            use_bidirectional_attention=True,
            pad_token_id=0,
            eos_token_id=1,
            bos_token_id=2,
        ),
        T.Gemma3TextModel,
        "mean",
        [(WIDTH, 24), (24, WIDTH)],
    ),
}
CROSS = {
    "cross-bert": (wordpiece, T.BertConfig(**BERT, num_labels=1), T.BertForSequenceClassification),
    "cross-xlmr": (unigram, T.XLMRobertaConfig(**ROBERTA, num_labels=1), T.XLMRobertaForSequenceClassification),
    "cross-modernbert": (
        modernbert_bpe,
        T.ModernBertConfig(**MODERN, num_labels=1, classifier_pooling="mean"),
        T.ModernBertForSequenceClassification,
    ),
}


def write_base(name, make_tokenizer, config, architecture):
    """A folder as transformers saves it: weights, configuration, tokenizer."""
    shutil.rmtree(name, ignore_errors=True)
    tokenizer, special = make_tokenizer()
    config.vocab_size = tokenizer.get_vocab_size()
    torch.manual_seed(sum(map(ord, name)))
    model = architecture(config).eval()
    with torch.no_grad():
        for key, weight in model.named_parameters():
            # Biases and norms start at 0 and 1, which would hide their absence.
            if weight.dim() == 1:
                weight += 0.2 * torch.randn_like(weight)
    model.save_pretrained(name)
    names = ["input_ids", "attention_mask"] + (["token_type_ids"] if "bert" == config.model_type else [])
    fast = T.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, model_max_length=MAX_TOKENS, model_input_names=names, **special
    )
    fast.save_pretrained(name)


def finish(name, golden):
    keep = {"config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors", "modules.json"}
    keep |= {"sentence_bert_config.json", "config_sentence_transformers.json"}
    for folder, _, files in os.walk(name):
        for file in files:
            if file not in keep:
                os.remove(os.path.join(folder, file))
    with open(f"{name}/golden.json", "w", encoding="utf-8") as file:
        json.dump(golden, file, ensure_ascii=False)
        file.write("\n")
    # Indentation takes half of a tokenizer's bytes.
    with open(f"{name}/tokenizer.json", encoding="utf-8") as file:
        tokenizer = json.load(file)
    with open(f"{name}/tokenizer.json", "w", encoding="utf-8") as file:
        json.dump(tokenizer, file, ensure_ascii=False, separators=(",", ":"))
        file.write("\n")
    size = sum(os.path.getsize(os.path.join(folder, file)) for folder, _, files in os.walk(name) for file in files)
    print(name, size, "bytes")


def write_encoder(name):
    make_tokenizer, config, architecture, pooling, dense = ENCODERS[name]
    write_base(name, make_tokenizer, config, architecture)
    transformer = Transformer(name)
    modules = [transformer, Pooling(WIDTH, pooling_mode=pooling)]
    for inputs, outputs in dense:
        modules.append(Dense(inputs, outputs, bias=False, activation_function=torch.nn.Identity()))
    model = SentenceTransformer(modules=[*modules, Normalize()], device="cpu")
    shutil.rmtree(name)
    model.save(name, create_model_card=False)
    model = SentenceTransformer(name, device="cpu").double()
    texts = []
    for text in TEXTS:
        ids = model.tokenizer(text, truncation=True)["input_ids"]
        vector = model.encode([text], batch_size=1, convert_to_numpy=False)[0]
        texts.append({"text": text, "ids": ids, "embedding": [round(x, 8) for x in vector.tolist()]})
    finish(name, {"texts": texts})


def write_cross(name):
    write_base(name, *CROSS[name])
    model = CrossEncoder(name, device="cpu")
    model.model.double()
    pairs = []
    for a, b in PAIRS:
        encoded = model.tokenizer(a, b, truncation="longest_first")
        logit = model.predict([(a, b)], activation_fn=torch.nn.Identity(), convert_to_numpy=False)[0]
        pairs.append({"a": a, "b": b, "ids": encoded["input_ids"], "logit": round(float(logit), 8)})
    finish(name, {"pairs": pairs})


for each in sys.argv[1:] or [*ENCODERS, *CROSS]:
    write_cross(each) if each in CROSS else write_encoder(each)
