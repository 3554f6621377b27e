import { SPECIAL_PIECES } from './wordpiece.js'

/**
 * `tokenizer.json` of a trained encoder, or one without vocabulary to learn it with. Text is normalised to NFKC,
 * lower-cased by Turkish rules, then stripped of accents and of the dotless ı. So "AI" and "ai", "SINIF" and "sınıf"
 * are the same word, and text typed without Turkish letters still matches. Words are split at white space and
 * punctuation.
 * @param special the first pieces; with `[CLS]` and `[SEP]` among them, these stand around each text
 */
export function tokenizerFile(
  pieces: readonly string[] = SPECIAL_PIECES,
  special: readonly string[] = SPECIAL_PIECES,
): string {
  const replace = (pattern: string, content: string) => ({
    type: 'Replace',
    pattern: { String: pattern },
    content,
  })
  return JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special.map((content, id) => ({
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
    post_processor: special.includes('[CLS]')
      ? clsAndSep(special.indexOf('[CLS]'), special.indexOf('[SEP]'))
      : null,
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

/** The post-processor that puts `[CLS]` before each text and `[SEP]` behind it; arguments are their ids. */
export function clsAndSep(cls: number, sep: number): object {
  const token = (id: string, type: number) => ({ SpecialToken: { id, type_id: type } })
  const text = (id: string, type: number) => ({ Sequence: { id, type_id: type } })
  const single = [token('[CLS]', 0), text('A', 0), token('[SEP]', 0)]
  return {
    type: 'TemplateProcessing',
    single,
    pair: [...single, text('B', 1), token('[SEP]', 1)],
    special_tokens: {
      '[CLS]': { id: '[CLS]', ids: [cls], tokens: ['[CLS]'] },
      '[SEP]': { id: '[SEP]', ids: [sep], tokens: ['[SEP]'] },
    },
  }
}
