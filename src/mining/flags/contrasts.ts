import { remembered } from '../../basics/remembered.js'
import { ANTONYMS } from './antonyms.js'
import { CLASSES } from './classes.js'
import { isSuffixes } from './lexemes.js'
import type { Item } from './reading.js'

/** A side of a contrast, which a phrase is on. */
export interface Sense {
  contrast: number
  side: number
  /** Words that exclude each other, rather than names of different things. */
  antonym: boolean
  /** Says of how many something is true, wherever it stands. */
  quantifier: boolean
}

/** Stems that begin like one of a contrast but mean something else, or something that has no opposite. */
const OTHERS = `
düşün düşünce artık artımlı açıkla açıklama açıklayıcı açıklık alan altın azim azot adamak adım
başar başarı başarım başka başkan bilinçli boşluk büyü çıkarım çıkarsama çekirdek çıkarsa çoklu değer doğrula doğrulama doğrusal
doğruluk düşey düzey eğil ekle ekran erişim geçerli gelişim gerekçe girişim güncelle güncelleme güçlük hatırı ilişki ilke ilkel
inanç indirgeme indirge ince incele inceleme isteğe içerik için içerme ikili kalan kapasite karşıt katman katmak katkı katsayı
kısıt koruma koruyucu kuru kurum kurumsal kurul kurulum kuralı kural kuram kurs kesit keskin körfez okul okuyucu onar onay önem öncelik
öncül öndeyi örtü özel özellik paralel sağla sağlam sağlık sınırlayıcı sonra sonuç sonsuz satır satış sorumlu sorun soruna sıradan
tamam tamamla tekrar tekil teknik temel toplum topluluk toplu topluca turist tutarlı uzam uzay uzman uzantı üret üstel varsayım varyans varsay
yazılım yakala yakın yakınsak yakınsama yanıt yüzey yükseklik yüzde yüzey yüzük yıldız ayrıca ayrıntı ayrım aydın aynen olumlu sürekli
günlük haftalık genelleme genelle genelleştir özelleştir basitçe insanlık makine karma karşılık karşı kısaca kısaltma kıymet denklem
derinlik genişlik uzunluk yükseklik kalınlık büyüklük hızı hız sıklık sıcaklık yakınlık uzaklık benzerlik ağırlık kökenli daldır dalga
hafta kaybı kayıpsız ekimi malı evrensel elmas balıkçı kuşak kuşku kuşat ata atama atan atla atıf itibar atölye atlama bata batı oku soru
`

interface Entry {
  senses: Sense[]
  /** Not a form of a shorter stem. */
  whole: boolean
}
const ENTRIES = new Map<string, Entry>()
/** Most words of a phrase, by its first word. */
const PHRASES = new Map<string, number>()
let longest = 0

function enter(stem: string, sense?: Sense): void {
  const entry = ENTRIES.get(stem) ?? { senses: [], whole: false }
  if (sense) entry.senses.push(sense)
  else entry.whole = true
  ENTRIES.set(stem, entry)
  longest = Math.max(longest, stem.length)
  const words = stem.split(' ')
  if (words.length > 1) PHRASES.set(words[0]!, Math.max(words.length, PHRASES.get(words[0]!) ?? 0))
}

const SOFT: Record<string, string> = { k: 'ğ', t: 'd', ç: 'c', p: 'b' }

;[ANTONYMS, CLASSES].forEach((table, kind) => {
  table
    .trim()
    .split('\n')
    .forEach((line, at) => {
      const contrast = kind * 10_000 + at
      const quantifier = line.startsWith('*')
      line
        .replace(/^\*/, '')
        .split('|')
        .forEach((words, side) => {
          for (const stem of new Set(
            words.split(',').map(word => word.trim().replaceAll('â', 'a').replaceAll('î', 'i')),
          )) {
            enter(stem, { contrast, side, antonym: kind === 0, quantifier })
            const soft = SOFT[stem.at(-1)!]
            if (soft !== undefined && stem.length > 3)
              enter(stem.slice(0, -1) + soft, { contrast, side, antonym: kind === 0, quantifier })
          }
        })
    })
})
for (const stem of OTHERS.trim().split(/\s+/)) enter(stem)

const MOST_FOUND = 100_000
const NONE: readonly Sense[] = []

/** Senses of a phrase that ends with any suffixes: those of all stems that it begins with. */
const sensesOf = remembered(MOST_FOUND, (phrase): readonly Sense[] => {
  let senses = NONE
  for (let length = Math.min(longest, phrase.length); length >= 2; length--) {
    const entry = ENTRIES.get(phrase.slice(0, length))
    const rest = phrase.slice(length)
    if (!entry || (rest !== '' && (!isSuffixes(rest) || PRIVATIVE.test(rest)))) continue
    senses = [...senses, ...entry.senses]
    if (entry.whole) break
  }
  return senses
})

/** `-sız`: such a word is the opposite of its stem. */
const PRIVATIVE = /s[ıiuü]z/

/** Names in Latin letters are in the tables as they are written elsewhere: `OpenAI` is folded to `openaı`. */
function spelling({ whole, acronym }: Item): string {
  return acronym ? whole.replaceAll('ı', 'i') : whole
}

/** Senses of one word. */
export function sensesOfWord(item: Item): readonly Sense[] {
  return sensesOf(spelling(item))
}

/** Senses of each phrase of some items, at the position of its first word. The longest phrase at a place wins. */
export function sensesIn(items: readonly Item[]): (readonly Sense[])[] {
  const all: (readonly Sense[])[] = []
  for (let i = 0; i < items.length; i++) {
    let senses = NONE
    let length = 1
    const most = Math.min(PHRASES.get(items[i]!.text) ?? 1, items.length - i)
    for (length = most; length >= 1; length--) {
      senses = sensesOf(
        items
          .slice(i, i + length)
          .map(spelling)
          .join(' '),
      )
      if (senses.length > 0) break
    }
    all.push(senses)
    for (let more = 1; more < length; more++) {
      all.push(NONE)
      i++
    }
  }
  return all
}
