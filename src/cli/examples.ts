/** What a command line does, and the line without its `anlam`. */
export interface Example {
  line: string
  does: string
}

/** Examples of all commands, by their names; what `--help` ends with. */
const EXAMPLES: Record<string, readonly Example[]> = {
  '': [
    { line: 'index notlar/ --index notlar', does: 'index a folder' },
    { line: 'search "öğrenme hızı çok büyükse ne olur" --index notlar', does: 'ask in your own words' },
    { line: 'serve --index notlar', does: 'a page and an API' },
  ],
  index: [
    { line: 'index notlar/ tez.pdf --index notlar', does: 'a folder and a file' },
    { line: 'index soru.csv --text-field "{soru}. {cevap}"', does: 'two columns as one text' },
    { line: 'index notlar/ --watch --prune', does: 'go on with files that change or go' },
    { line: 'index notlar/ --dry-run', does: 'say what would happen' },
  ],
  search: [
    { line: 'search "aşırı öğrenme nasıl önlenir" --index notlar -k 5', does: 'by meaning and wording' },
    { line: 'search \'+gradyan -regresyon "öğrenme hızı"\'', does: 'required, excluded, a phrase' },
    {
      line: 'search --index notlar -- "-regresyon sınıflandırma"',
      does: 'a query that begins with a hyphen',
    },
    { line: 'search - --json < sorular.txt', does: 'one query per line' },
  ],
  embed: [
    { line: 'embed "derin öğrenme"', does: 'one text' },
    { line: 'embed - --model BAAI/bge-m3 < metinler.txt > vektorler.jsonl', does: 'one text per line' },
    { line: 'embed --input soru.jsonl --text-field soru', does: 'texts of JSON lines' },
  ],
  similar: [
    { line: 'similar optimizasyon-02-a --index notlar', does: 'what says the same, and the opposite' },
  ],
  similarity: [
    { line: 'similarity "model ezberledi" "aşırı öğrenme oldu" --explain', does: 'the cosine, and why' },
  ],
  mine: [
    { line: 'mine notlar/ --out rapor', does: 'pairs, groups and a report of files' },
    {
      line: 'mine --index notlar --target-precision 0.95 --out rapor',
      does: 'as sure as the calibration says',
    },
    { line: 'mine --between eski.jsonl yeni.jsonl', does: 'pairs with one text of each' },
  ],
  'eval sts': [{ line: 'eval sts stsb.jsonl --model M', does: 'correlation with human scores' }],
  'eval pairs': [{ line: 'eval pairs cift.jsonl', does: 'F1, precision and recall by threshold' }],
  'eval groups': [{ line: 'eval groups gruplar.jsonl', does: 'texts that say one thing' }],
  'eval retrieval': [
    {
      line: 'eval retrieval --queries soru.jsonl --qrels uygun.jsonl --index notlar --mode hybrid',
      does: 'searches of an index',
    },
  ],
  'eval mining': [
    { line: 'eval mining cift.jsonl --index notlar', does: 'known paraphrases that are found' },
  ],
  calibrate: [
    { line: 'calibrate --next etiketle.jsonl --index notlar', does: 'pairs to label' },
    { line: 'calibrate etiketle.jsonl --index notlar', does: 'from labelled pairs' },
  ],
  'glossary show': [{ line: 'glossary show "aşırı öğrenme"', does: 'all names of a term' }],
  'glossary set': [{ line: 'glossary set terimler.jsonl --index notlar', does: "an index's own terms" }],
  'glossary remove': [{ line: 'glossary remove --index notlar', does: 'only the bundled ones again' }],
  classify: [
    { line: 'classify "kayıp neden düşmüyor" --examples ornek.jsonl', does: 'one text' },
    { line: 'classify --examples ornek.jsonl --evaluate', does: 'how well that works' },
  ],
  cluster: [{ line: 'cluster --index notlar -k 12', does: 'twelve clusters with names' }],
  train: [
    { line: 'train cift.jsonl --texts notlar.jsonl --out kodlayici', does: 'a static encoder' },
    { line: 'train cift.jsonl --layers 2 --init kodlayici --out donusturucu', does: 'layers over it' },
  ],
  tune: [{ line: 'tune BAAI/bge-m3 cift.jsonl --eval dev.jsonl --out model', does: 'fine-tune by adapters' }],
  negatives: [{ line: 'negatives gruplar.jsonl --out zor.jsonl', does: 'hard negatives for training' }],
  list: [{ line: 'list', does: 'all indexes with sizes and models' }],
  stats: [{ line: 'stats --index notlar', does: 'sizes, model, prompts' }],
  reindex: [
    {
      line: 'reindex --index notlar --model dogukanvzr/ml-paraphrase-tr',
      does: 'another model, without the files',
    },
  ],
  remove: [{ line: 'remove ders-3 ders-4 --index notlar', does: 'two documents' }],
  export: [
    { line: 'export --index notlar --out notlar.parquet', does: 'texts and metadata' },
    { line: 'export --index notlar --vectors --out notlar.parquet', does: 'with a column of vectors' },
    {
      line: 'export --index notlar --vectors v.npy --out notlar.jsonl',
      does: 'vectors for NumPy, row by row',
    },
  ],
  import: [
    { line: 'import notlar.parquet --model M --index notlar', does: 'texts and a column of vectors' },
    { line: 'import notlar.jsonl --vectors v.npy --model M --index notlar', does: "vectors of NumPy's" },
  ],
  dedupe: [
    { line: 'dedupe --index notlar --dry-run', does: 'what is there twice' },
    { line: 'dedupe --index notlar --threshold 0.95', does: 'also what says the same' },
  ],
  tag: [
    {
      line: 'tag ders-3 ders-7 --index notlar --set durum=temiz',
      does: 'a field that `--filter` then knows',
    },
  ],
  undo: [{ line: 'undo --index notlar', does: 'what can be undone' }],
  'review status': [{ line: 'review status --index notlar', does: 'how many decisions, and whose' }],
  'review export': [{ line: 'review export --index notlar --out karar.jsonl', does: 'labelled pairs' }],
  'review import': [{ line: 'review import karar.jsonl --index notlar', does: 'decisions of a report' }],
  'review calibrate': [{ line: 'review calibrate --index notlar', does: 'a threshold by decisions' }],
  rename: [{ line: 'rename notlar ders-notlari', does: 'the index stays what it is' }],
  delete: [{ line: 'delete notlar --yes', does: 'without a question' }],
  verify: [{ line: 'verify --index notlar --deep', does: 'checksums, searches, a sample embedded again' }],
  repair: [{ line: 'repair --index notlar', does: 'save what is whole' }],
  backup: [{ line: 'backup notlar /mnt/yedek/notlar', does: 'while it is in use' }],
  restore: [{ line: 'restore /mnt/yedek/notlar notlar2', does: 'under another name' }],
  copy: [{ line: 'copy --from notlar --to opensearch:notlar', does: 'into a cluster' }],
  'model pull': [{ line: 'model pull dogukanvzr/ml-paraphrase-tr', does: 'download, or go on with it' }],
  'model info': [{ line: 'model info BAAI/bge-m3', does: 'size, licence, prompts' }],
  'model verify': [{ line: 'model verify BAAI/bge-m3', does: 'undamaged, and as published' }],
  'model measure': [{ line: 'model measure BAAI/bge-m3', does: 'what its cosines mean' }],
  'model compare': [
    { line: 'model compare builtin BAAI/bge-m3 --out models.html', does: 'quality, speed, size' },
  ],
  serve: [
    { line: 'serve --index notlar --port 8080', does: 'for this machine' },
    { line: 'serve --host 0.0.0.0 --allowed-host notlar.example', does: 'for others, who need a key' },
  ],
  'key add': [{ line: 'key add ayse --scope write', does: 'shown once' }],
  'key list': [{ line: 'key list', does: 'names and scopes' }],
  'key remove': [{ line: 'key remove ayse', does: 'within a second' }],
  completion: [
    { line: 'completion bash > ~/.local/share/bash-completion/completions/anlam', does: 'for bash' },
    { line: 'completion zsh > ~/.zfunc/_anlam', does: 'for zsh' },
    { line: 'completion fish > ~/.config/fish/completions/anlam.fish', does: 'for fish' },
  ],
  bench: [
    { line: 'bench', does: 'the built-in model, on the bundled corpus' },
    { line: 'bench --model BAAI/bge-m3 --precision int8', does: 'another model' },
    { line: 'bench --index notlar', does: 'an index of your own' },
  ],
  doctor: [{ line: 'doctor --json', does: 'what a bug report needs' }],
  demo: [{ line: 'demo --no-serve', does: 'three searches of the bundled corpus' }],
}

/** @param path names of the command and of those above it, without `anlam` */
export function examplesOf(path: string): readonly Example[] {
  return EXAMPLES[path] ?? []
}
