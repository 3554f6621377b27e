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

export function isFunctionWord(word: string): boolean {
  return FUNCTION_WORDS.has(fold(word))
}
