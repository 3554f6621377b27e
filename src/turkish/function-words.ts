import { fold } from './fold.js'

/** Words that occur in nearly every text and so distinguish none. */
const FUNCTION_WORDS = new Set(
  `acaba ama ancak artık aslında az bazı belki ben bence beri bile bir biri birkaç biz bu buna bunda bundan bunlar
  bunu bunun burada çok çünkü da daha de defa değil diğer diye dolayı e en fakat gibi göre ha halde hangi hani hatta hem
  hep hepsi her hiç ise için ile ilgili ki kim kimi kadar karşın kez mi mı mu mü nasıl ne neden nedir nerede nin niçin
  niye o olan olarak oldu olduğu olması olur on ona ondan onlar onu onun orada oysa öyle pek rağmen sadece sanki sen siz
  sonra şey şimdi şöyle şu şunu tüm ve veya ya yani yine zaten midir mıdır mudur müdür misin musun ediyor eder etmek
  olmak olup`
    .trim()
    .split(/\s+/),
)

/**
 * More words that say nothing about what texts are about, and so cannot name a group of them. A query may still need
 * them, as in `dropout yok` or `eğitimden önce`.
 */
const NO_TOPICS = new Set(
  `adı adına alır artar azalır gider verir aksine aksi altında anda anlamına aynı ayrı ayrıca arada arasında asıl başka belirli benzer birden
  birlikte birbirine birbirinden bölüm böyle böylece bunların bunlardan bütün çeşitli çoğu çoğunlukla doğru edilir edilen
  eğer en fazla farklı gelen genel genellikle gerek gerekir gerekli hale halinde hangisi hemen henüz herhangi hiçbir iki ilk
  isim istenen iyi karşı karşılık kendi kendisi kere kimse kısa kolay kötü küçük büyük mevcut mümkün nasıl neredeyse olabilir
  olacak olmayan olmadan olması olsa olsun onun önce önceki örnek örneğin özellikle önemli pekala sayesinde sık sıkça sonraki
  sonunda söz şekilde şeklinde tam tane tarafından tek temel tür türlü üç üzere üzerinde üzerinden var varsa yapan
  yapar yapılan yapılır yapmak yalnız yalnızca yanlış yeni yeterli yerine yok yoksa yüksek düşük zaman zorunda
  a an and any are as at be been but by can do does each for from has have how if in into is it its more most no not of on
  one only or other our over same should so some such than that the their them then there these they this to two use used
  using very was we what when where which while who will with you your`
    .trim()
    .split(/\s+/),
)

/**
 * Beginnings of verbs that every text has, in their many forms: `kullanılan`, `kullanarak`. The noun `kullanıcı` (user) is a
 * topic.
 */
const NO_TOPIC_VERBS =
  `kullanıl kullanır kullanma kullanan kullanar kullandı edilm edebil edere yapılıyor yapılma yapma olabil olduk
  bulunu bulunan sağlar sağlanır sağlayan değişir değiştir öğrenir gereken gerekti verilir verilen alınır alınan denir denil istiyor
  gösterir başlar kalır çalışır bakıl`.split(/\s+/)

/** Endings that only verbs in a sentence have: `seçiliyor`, `birleştirir`, `kullanılarak`. */
const VERB_ENDING =
  /(?:[ıiuü]yor|[ıiuü]yorlar|[dt][ıiuü]r[ıiuü]r|l[ae]n[ıi]r|arak|erek|[ıiuü]nca|[ıiuü]nce|m[ae]kt[ae]d[ıi]r)$/

/** @param word in any case */
export function isFunctionWord(word: string): boolean {
  return FUNCTION_WORDS.has(fold(word))
}

/**
 * Whether a word can tell what a text is about.
 * @param word folded, as from `tokenize` or `words`
 */
export function isTopical(word: string): boolean {
  return (
    !FUNCTION_WORDS.has(word) &&
    !NO_TOPICS.has(word) &&
    !VERB_ENDING.test(word) &&
    !NO_TOPIC_VERBS.some(beginning => word.startsWith(beginning))
  )
}
