import type { SkipReason } from '../../../basics/skipped-row.js'

/** Why a row is left out. */
const trReasons: Record<SkipReason, string> = {
  empty: 'metin boş',
  'not-json': 'geçerli bir JSON satırı değil',
  duplicate: 'bu kimlik daha önce geçti',
  'without-text': 'metnin sütunu bulunamadı',
  'too-long': 'satır çok uzun',
  quotes: 'tırnakları birbirini tutmuyor',
  damaged: 'dosya bu noktadan sonra hasarlı',
  unread: 'dosya okunamıyor',
  invalid: 'içindeki bir değer kabul edilmiyor',
}
const enReasons: Record<SkipReason, string> = {
  empty: 'the text is empty',
  'not-json': 'not a valid line of JSON',
  duplicate: 'this id came before',
  'without-text': 'the column of the text was not found',
  'too-long': 'the row is too long',
  quotes: 'its quotation marks do not match',
  damaged: 'the file is damaged from here on',
  unread: 'the file cannot be read',
  invalid: 'one of its values is not accepted',
}

/** Texts of adding files. */
const tr = {
  addNote:
    'Dosyaları buraya bırakın: metin, tablo, PDF, Word, sunum, LaTeX, EPUB, web sayfası, defter, altyazı, arşiv',
  choose: 'Dosya seç',
  target: 'Dizinin adı',
  targetHelp: 'Bu adda dizin yoksa kurulur.',
  targetExisting: 'Anahtarınız yeni dizin kuramaz; var olan birini seçin.',
  textColumn: 'Metnin sütunu',
  idColumn: 'Kimliğin sütunu',
  columnHelp: 'Boş: kendiliğinden bulunur',
  skipBad: 'Bozuk satırları atla',
  queue: 'Dosyalar',
  states: {
    waiting: 'sırada',
    sending: 'ekleniyor',
    done: 'eklendi',
    failed: 'eklenemedi',
    cancelled: 'vazgeçildi',
  },
  written: (documents: string, passages: string) => `${documents} belge, ${passages} parça`,
  unchangedToo: (count: string) => `${count} belge zaten vardı`,
  skippedRows: (count: string) => `${count} satır atlandı`,
  skippedFirst: (count: string) => `ilk ${count} tanesi`,
  searchIn: (name: string) => `“${name}” dizininde ara`,
  retry: 'Yeniden dene',
  retrySkipping: 'Bozuk satırları atlayarak dene',
  clearDone: 'Bitenleri listeden kaldır',
  finished: (done: string, failed: string) => `${done} dosya eklendi, ${failed} dosya eklenemedi.`,
  stillAdding: (left: string) => `${left} dosya daha var.`,
  partly: 'Önceki satırlar eklendi.',
  sent: (sent: string, all: string) => `${all} MB’ın ${sent} MB’ı gönderildi`,
  reading: 'Gönderildi; sunucu okuyor ve ekliyor',
  line: (number: string) => `${number}. satır`,
  skipReasons: trReasons,
}

const en: typeof tr = {
  addNote:
    'Drop files here: text, tables, PDF, Word, slides, LaTeX, EPUB, web pages, notebooks, subtitles, archives',
  choose: 'Choose files',
  target: 'Name of the index',
  targetHelp: 'An index of this name is made if there is none.',
  targetExisting: 'Your key cannot make a new index; choose one that there is.',
  textColumn: 'Column of the text',
  idColumn: 'Column of the id',
  columnHelp: 'Empty: found by itself',
  skipBad: 'Skip bad rows',
  queue: 'Files',
  states: {
    waiting: 'waiting',
    sending: 'being added',
    done: 'added',
    failed: 'not added',
    cancelled: 'cancelled',
  },
  written: (documents, passages) =>
    `${documents} ${documents === '1' ? 'document' : 'documents'}, ${passages} ${passages === '1' ? 'passage' : 'passages'}`,
  unchangedToo: count => `${count} ${count === '1' ? 'was' : 'were'} there already`,
  skippedRows: count => `${count} ${count === '1' ? 'row' : 'rows'} skipped`,
  skippedFirst: count => `the first ${count}`,
  searchIn: name => `Search in “${name}”`,
  retry: 'Try again',
  retrySkipping: 'Try again, skipping bad rows',
  clearDone: 'Remove what is done from the list',
  finished: (done, failed) => `${done} ${done === '1' ? 'file' : 'files'} added, ${failed} not added.`,
  stillAdding: left => `${left} more to go.`,
  partly: 'The rows before it were added.',
  sent: (sent, all) => `${sent} of ${all} MB sent`,
  reading: 'Sent; the server is reading and adding it',
  line: number => `Line ${number}`,
  skipReasons: enReasons,
}

export const add = { tr, en }
