import type { ApiError } from '../../../client/client.js'

/** What each error means for who uses the page, and what they can do there. */
const tr: Record<ApiError['code'], string> = {
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

const en: typeof tr = {
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

export const errors = { tr, en }
