export const LANGUAGES = ['en', 'tr'] as const
export type Language = (typeof LANGUAGES)[number]

/** Variables that name the language of messages, the first that is set counts (POSIX.1-2024, 8.2). */
const VARIABLES = ['LC_ALL', 'LC_MESSAGES', 'LANG'] as const

/**
 * The language of a command line: that of `--lang`, otherwise of the environment. It must be known before the line is parsed,
 * because what is wrong with it is said in it.
 */
export function languageOf(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Language {
  const given = flagOf(argv)
  const known = LANGUAGES.find(language => language === given)
  if (known) return known
  const locale = VARIABLES.map(name => environment[name]).find(value => value !== undefined && value !== '')
  return locale !== undefined && /^tr(?:[_.@-]|$)/i.test(locale) ? 'tr' : 'en'
}

function flagOf(argv: readonly string[]): string | undefined {
  const end = argv.indexOf('--')
  const words = end < 0 ? argv : argv.slice(0, end)
  const joined = words.findLast(word => word.startsWith('--lang='))
  const at = words.lastIndexOf('--lang')
  return at >= 0 ? words[at + 1] : joined?.slice('--lang='.length)
}
