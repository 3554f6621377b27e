import { SPECIAL_PIECES } from './wordpiece.js'

/**
 * `tokenizer.json` of a trained encoder, or one without vocabulary to learn it with. Text is normalised to NFKC,
 * lower-cased by Turkish rules, then stripped of accents and of the dotless ı. So "AI" and "ai", "SINIF" and "sınıf"
 * are the same word, and text typed without Turkish letters still matches. Words are split at white space and
 * punctuation.
 */
export function tokenizerFile(pieces: readonly string[] = SPECIAL_PIECES): string {
  const replace = (pattern: string, content: string) => ({
    type: 'Replace',
    pattern: { String: pattern },
    content,
  })
  return JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL_PIECES.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFKC' },
        replace('İ', 'i'),
        { type: 'Lowercase' },
        replace('ı', 'i'),
        { type: 'NFD' },
        { type: 'StripAccents' },
      ],
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: null,
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])),
    },
  })
}
