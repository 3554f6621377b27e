import type { ErrorCode } from '../errors.js'

/** The codes of errors, and what only a page meets: no key, a key that may not, no answer. */
type PageErrorCode = ErrorCode | 'unauthorized' | 'forbidden' | 'unreachable'

/** What each error means for who uses the page, and what they can do there. */
const trOnPage: Record<PageErrorCode, string> = {
  'invalid-input': 'Sunucu bunu bu biçimiyle kabul etmedi.',
  'not-found': 'Aranan şey artık yok; silinmiş ya da değiştirilmiş olabilir.',
  'already-exists': 'Bu adda bir dizin zaten var.',
  'incompatible-index':
    'Bu dizin başka bir modelle ya da daha eski bir sürümle kurulmuş; burada kullanılamıyor.',
  'corrupt-index': 'Dizin hasarlı. Sunucuyu kuran kişi onarabilir.',
  'corrupt-checkpoint': 'Model dosyası hasarlı. Sunucuyu kuran kişi yeniden indirebilir.',
  overloaded: 'Sunucuda çok iş birikti. Biraz sonra yeniden deneyin.',
  cancelled: 'İşten vazgeçildi.',
  timeout: 'Sunucu zamanında yanıt vermedi. Yeniden deneyin ya da daha kısa bir metinle sorun.',
  'storage-full': 'Sunucunun diski dolu; hiçbir şey yarım kalmadı. Yer açılınca yeniden deneyin.',
  unavailable: 'Sunucu şu an buna yanıt veremiyor. Biraz sonra yeniden deneyin.',
  internal: 'Sunucuda beklenmeyen bir hata oldu; ayrıntısı sunucunun günlüğünde.',
  unauthorized: 'Sunucu anahtarınızı kabul etmiyor.',
  forbidden: 'Anahtarınızın bunu yapma izni yok.',
  unreachable: 'Sunucuya ulaşılamıyor.',
}

const enOnPage: typeof trOnPage = {
  'invalid-input': 'The server did not accept this as it is.',
  'not-found': 'This is not there any more; it may have been deleted or replaced.',
  'already-exists': 'There is an index of this name already.',
  'incompatible-index':
    'This index was made with another model or an older version, and cannot be used here.',
  'corrupt-index': 'The index is damaged. Whoever runs the server can repair it.',
  'corrupt-checkpoint': 'The file of the model is damaged. Whoever runs the server can get it again.',
  overloaded: 'The server has too much work waiting. Try again in a while.',
  cancelled: 'This was cancelled.',
  timeout: 'The server did not answer in time. Try again, or ask with a shorter text.',
  'storage-full': 'The disk of the server is full; nothing is half done. Try again once there is room.',
  unavailable: 'The server cannot answer this now. Try again in a while.',
  internal: 'Something unexpected went wrong in the server; its log has the details.',
  unauthorized: 'The server does not accept your key.',
  forbidden: 'Your key may not do this.',
  unreachable: 'The server cannot be reached.',
}

export const onPage = { tr: trOnPage, en: enOnPage }

/** What each error means in a terminal; stands before a message that has no translation. */
const trAtTerminal: Record<ErrorCode, string> = {
  'invalid-input': 'bu, bu biçimiyle kabul edilmedi',
  'not-found': 'aranan şey yok',
  'already-exists': 'bu zaten var',
  'incompatible-index': 'bu dizin başka bir modelle ya da başka bir sürümle kurulmuş',
  'corrupt-index': 'dizin hasarlı',
  'corrupt-checkpoint': 'model dosyası hasarlı',
  overloaded: 'çok iş birikti; biraz sonra yeniden deneyin',
  cancelled: 'vazgeçildi',
  timeout: 'zamanında yanıt gelmedi',
  'storage-full': 'disk dolu; hiçbir şey yarım kalmadı',
  unavailable: 'bu şu an yapılamıyor',
  internal: 'beklenmeyen bir hata oldu',
}

const enAtTerminal: typeof trAtTerminal = {
  'invalid-input': 'this is not accepted as it is',
  'not-found': 'there is no such thing',
  'already-exists': 'this exists already',
  'incompatible-index': 'this index was made with another model or by another version',
  'corrupt-index': 'the index is damaged',
  'corrupt-checkpoint': 'the file of the model is damaged',
  overloaded: 'too much work is waiting; try again later',
  cancelled: 'cancelled',
  timeout: 'there was no answer in time',
  'storage-full': 'the disk is full; nothing is half done',
  unavailable: 'this cannot be done now',
  internal: 'something unexpected went wrong',
}

export const atTerminal = { tr: trAtTerminal, en: enAtTerminal }
