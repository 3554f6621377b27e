/** What people type for commands, in Turkish and in the words of other tools: too far from their names to be found by letters. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  index: ['dizinle', 'ekle', 'add', 'ingest', 'build', 'create'],
  search: ['ara', 'bul', 'sor', 'sorgula', 'query', 'find', 'ask'],
  embed: ['kodla', 'göm', 'encode', 'vectors'],
  similar: ['benzer', 'benzerler', 'neighbours'],
  similarity: ['benzerlik', 'karşılaştır', 'compare', 'score'],
  mine: ['tara', 'paraphrases'],
  eval: ['değerlendir', 'ölç', 'test'],
  calibrate: ['kalibre', 'ayarla'],
  glossary: ['sözlük', 'sözlükçe', 'synonyms'],
  classify: ['sınıflandır'],
  cluster: ['kümele', 'küme'],
  train: ['eğit'],
  tune: ['ince-ayar', 'finetune', 'fine-tune'],
  list: ['listele', 'sırala', 'ls'],
  stats: ['durum', 'bilgi', 'info', 'status'],
  remove: ['çıkar', 'kaldır', 'rm'],
  delete: ['sil', 'drop'],
  export: ['aktar', 'dışa-aktar', 'dump'],
  import: ['al', 'içe-aktar', 'load'],
  dedupe: ['temizle', 'clean', 'duplicates'],
  undo: ['geri-al'],
  rename: ['adlandır', 'mv'],
  verify: ['sına', 'doğrula', 'check'],
  repair: ['onar', 'fix'],
  backup: ['yedekle', 'save'],
  restore: ['geri-getir', 'geri-yükle'],
  copy: ['kopyala', 'cp'],
  serve: ['sun', 'sunucu', 'server', 'start', 'web'],
  key: ['anahtar', 'token'],
  doctor: ['tanı', 'diagnose'],
}

const NAME_OF = new Map(
  Object.entries(OTHER_NAMES).flatMap(([name, others]) => others.map(other => [other, name])),
)

/** The command that somebody who types this may mean. */
export function commandMeantBy(typed: string): string | undefined {
  return NAME_OF.get(typed.toLocaleLowerCase('tr')) ?? NAME_OF.get(typed.toLowerCase())
}
