import cliProgress from 'cli-progress'
import { pairFlags, pairKinds } from '../messages/pairs.js'
import { type Fixed, fixed, say, type Text } from '../messages/said.js'
import { Speech } from '../messages/speech.js'
import type { Flag } from '../mining/flags/names.js'
import type { Kind } from '../mining/kinds.js'

export interface OutputOptions {
  /** Results on stdout as JSON; everything else on stderr. */
  json: boolean
  /** Nothing but results and errors. */
  quiet: boolean
  /** Also what is of use when something is wrong. Default: false. */
  verbose?: boolean
}

/**
 * Output of commands: results on stdout, everything else on stderr, progress only on a terminal. What is said is said in the
 * language of the speech; JSON has none.
 */
export class Output {
  private readonly color: boolean

  constructor(
    readonly options: OutputOptions,
    private readonly speech = new Speech('en'),
  ) {
    this.color = !options.json && process.stdout.isTTY === true && process.stdout.hasColors()
  }

  /** Prints one JSON object, or one line of NDJSON. */
  json(value: unknown): void {
    process.stdout.write(`${JSON.stringify(value)}\n`)
  }

  /** Prints one line of a result as text; strings as they are. */
  line(...texts: Text[]): void {
    process.stdout.write(`${texts.map(text => this.said(text)).join('')}\n`)
  }

  /** Prints information that is not part of the result. */
  note(...texts: Text[]): void {
    if (!this.options.quiet) process.stderr.write(`${this.told(texts)}\n`)
  }

  /** Prints a warning: something was done differently than requested. Also with `--quiet`. */
  warn(...texts: Text[]): void {
    process.stderr.write(`${this.said(say`warning: ${this.told(texts)}`)}\n`)
  }

  /** Prints what only `--verbose` asks for. */
  detail(...texts: Text[]): void {
    if (this.options.verbose) process.stderr.write(`${this.told(texts)}\n`)
  }

  /** A text in the language of the output. */
  said(text: Text): string {
    return this.speech.text(text)
  }

  /** A message that came as a string, such as an error's; as it is if there is no translation. */
  message(message: string): string {
    return this.speech.message(message) ?? message
  }

  /** A description of the help. */
  description(english: string): string {
    return this.speech.description(english)
  }

  number(value: number | Fixed): string {
    return this.speech.number(value)
  }

  /** A pair's cosine, kind and flags, as the first line about it. */
  pair(cosine: number, kind: Kind, flags: readonly Flag[]): string {
    const { language } = this.speech
    const names = (all: Record<string, string>, name: string): string =>
      language === 'en' ? name : all[name]!
    const warnings = flags.map(flag => names(pairFlags[language], flag))
    const flagged = warnings.length > 0 ? `  ! ${warnings.join(', ')}` : ''
    return `${this.bold(this.number(fixed(cosine, 4)))}  ${names(pairKinds[language], kind)}${flagged}`
  }

  /** What begins the line of a check. */
  verdict(ok: boolean, optional = false): string {
    return this.said(ok ? say`ok  ` : optional ? say`none` : say`FAIL`)
  }

  bold(text: Text): string {
    return this.color ? `\x1b[1m${this.said(text)}\x1b[0m` : this.said(text)
  }

  dim(text: Text): string {
    return this.color ? `\x1b[2m${this.said(text)}\x1b[0m` : this.said(text)
  }

  green(text: string): string {
    return this.color ? `\x1b[32m${text}\x1b[0m` : text
  }

  /** Notes and warnings also come from below, as strings. */
  private told(texts: readonly Text[]): string {
    return texts.map(text => (typeof text === 'string' ? this.message(text) : this.said(text))).join('')
  }

  /** Shows a progress bar with rate and remaining time; silent without a terminal. */
  progress(what: Text, unit: Text, total: number): Progress {
    if (this.options.quiet || !process.stderr.isTTY || total === 0)
      return { update: () => {}, stop: () => {} }
    const bar = new cliProgress.SingleBar({
      // A value and not part of the format, since a file name may look like a placeholder.
      format: `{what} {bar} {percentage}% | {value}/{total} {unit} | {rate}/s | {left}`,
      stream: process.stderr,
      hideCursor: true,
      clearOnComplete: true,
    })
    const started = performance.now()
    const named = { what: this.told([what]), unit: this.told([unit]) }
    bar.start(total, 0, { ...named, rate: 0, left: '' })
    return {
      update: (done, detail) => {
        const seconds = (performance.now() - started) / 1000
        const rate = done / Math.max(seconds, 0.001)
        const left = this.said(say`${Math.round((total - done) / Math.max(rate, 0.001))} s left`)
        const shown = detail === undefined ? named.what : `${named.what} (${this.told([detail])})`
        bar.update(done, { what: shown, rate: Math.round(rate), left })
      },
      stop: () => bar.stop(),
    }
  }
}

export interface Progress {
  /** @param detail of what is being done */
  update(done: number, detail?: Text): void
  stop(): void
}
