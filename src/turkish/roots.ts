/**
 * Roots that end like a suffix, without Turkish letters, so that stripping would cut them and take them for forms of
 * others: `veri` for one of `vermek`. Frequent words of the field; a missing one is stemmed as before.
 */
const ROOTS = `
  ag agir agirlik alan ara aralik arama arastirma baglam baglanim baglanti baslik bellek benzer benzerlik bildirim bilgi
  bilim bolum boyut carpan carpim cikti cizge cozum cozunurluk degisken deger derece derin derinlik dizi dogruluk
  dogrulama donanim durum dusunce egri eleman frekans gecis gecit genis genislik girdi gizlilik goruntu gurultu hata
  ifade imge islem isin kalip kalite kare karar karma karsi karsilik kart kartal katki katsayi kavram kelime kisi komut
  konu konum kotu kural kume kutu kutle makine matris mimari nesne nitelik nokta olabilirlik olasilik oran ornek
  orta ortalama ortam ozellik oznitelik performans referans satir sayi sayfa sayisal sergi seri sifir sinir sira soru
  sorun sure surum sutun tamsayi tanim toplam toplama toplum topluluk uzay uzun uzunluk varlik varsayim varyans varyant
  veri verim yapi yazi yazilim yogun yogunluk yon yuk yukari zeka
`

/**
 * Roots of two syllables that lose their second vowel before a vowel: `şehir`, `şehrin`. Those whose last consonant
 * softens too (`kayıp`, `kaybı`) are among them.
 */
const DROPPING = `
  agiz akil alin asil bagir bahis beyin boyun burun cisim cevir devir emir fasil fetih fikir fiil gogus gonul hacim
  hapis hisim huzun hukum ilim isim izin kabir kahir karin kasit kavim kayip kayit kesif kesir keyif kisim koyun kutup
  lutuf metin meyil misil muhur nabiz nakil nakit nefis nehir nesil nesir nutuk ogul omur omuz rahim resim ritim sabir
  sahis sehir sekil seyir sihir tavir ufuk uzuv vakit vasif zehir zihin zulum
`

const list = (words: string): string[] => words.trim().split(/\s+/)
const SOFT: Record<string, string> = { p: 'b', t: 'd', k: 'g' }

/** Shortened stems with their roots: `sehr` → `sehir`, `kayb` → `kayip`. */
const SHORTENED = new Map<string, string>()
for (const root of list(DROPPING)) {
  const [, beginning, last] = /^(.*)[aeiou](.)$/.exec(root)!
  SHORTENED.set(beginning! + last!, root)
  if (SOFT[last!] !== undefined) SHORTENED.set(beginning! + SOFT[last!]!, root)
}
const KNOWN = new Set([...list(ROOTS), ...list(DROPPING)])

/**
 * The root that a word or a stem is, without Turkish letters; undefined if it is none of those that suffixes must not
 * be stripped from.
 */
export function rootOf(word: string): string | undefined {
  return KNOWN.has(word) ? word : SHORTENED.get(word)
}

/** Whether a stem is a known root. */
export function isRoot(stem: string): boolean {
  return KNOWN.has(stem)
}
