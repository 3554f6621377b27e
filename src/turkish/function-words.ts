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
  `aynı arasında başka böylece bütün edilir önce üzerinde var yapar yapılır yok
  and by for in is of on the to with`
    .trim()
    .split(/\s+/),
)

/** @param word in any case */
export function isFunctionWord(word: string): boolean {
  return FUNCTION_WORDS.has(fold(word))
}

/**
 * Whether a word can tell what a text is about.
 * @param word folded, as from `tokenize` or `words`
 */
export function isTopical(word: string): boolean {
  return !FUNCTION_WORDS.has(word) && !NO_TOPICS.has(word)
}
