/** What pairs of texts are called, on the pages and in the terminal. */
const trKinds = {
  duplicate: 'birebir kopya',
  'near-copy': 'yakın kopya',
  related: 'ilgili',
  paraphrase: 'yeniden ifade',
}

const enKinds: typeof trKinds = {
  duplicate: 'exact duplicate',
  'near-copy': 'near copy',
  related: 'related',
  paraphrase: 'paraphrase',
}

export const pairKinds = { tr: trKinds, en: enKinds }

/** What is said of pairs that look alike and may claim different things. */
const trFlags = {
  negation: 'olumsuzluk',
  number: 'sayı',
  antonym: 'karşıt anlam',
  swap: 'yer değişimi',
}

const enFlags: typeof trFlags = {
  negation: 'negation',
  number: 'number',
  antonym: 'antonym',
  swap: 'swap',
}

export const pairFlags = { tr: trFlags, en: enFlags }
