import cliProgress from 'cli-progress'

export interface OutputOptions {
  /** Results on stdout as JSON; everything else on stderr. */
  json: boolean
  /** Nothing but results and errors. */
  quiet: boolean
  /** Also what is of use when something is wrong. Default: false. */
  verbose?: boolean
}

/** Output of commands: results on stdout, everything else on stderr, progress only on a terminal. */
export class Output {
  private readonly color: boolean

  constructor(readonly options: OutputOptions) {
    this.color = !options.json && process.stdout.isTTY === true && process.stdout.hasColors()
  }

  /** Prints one JSON object, or one line of NDJSON. */
  json(value: unknown): void {
    process.stdout.write(`${JSON.stringify(value)}\n`)
  }

  /** Prints one line of a result as text. */
  line(text = ''): void {
    process.stdout.write(`${text}\n`)
  }

  /** Prints information that is not part of the result. */
  note(text: string): void {
    if (!this.options.quiet) process.stderr.write(`${text}\n`)
  }

  /** Prints a warning: something was done differently than requested. Also with `--quiet`. */
  warn(text: string): void {
    process.stderr.write(`warning: ${text}\n`)
  }

  /** Prints what only `--verbose` asks for. */
  detail(text: string): void {
    if (this.options.verbose) process.stderr.write(`${text}\n`)
  }

  bold(text: string): string {
    return this.color ? `\x1b[1m${text}\x1b[0m` : text
  }

  dim(text: string): string {
    return this.color ? `\x1b[2m${text}\x1b[0m` : text
  }

  green(text: string): string {
    return this.color ? `\x1b[32m${text}\x1b[0m` : text
  }

  /** Shows a progress bar with rate and remaining time; silent without a terminal. */
  progress(what: string, unit: string, total: number): Progress {
    if (this.options.quiet || !process.stderr.isTTY || total === 0)
      return { update: () => {}, stop: () => {} }
    const bar = new cliProgress.SingleBar({
      // A value and not part of the format, since a file name may look like a placeholder.
      format: `{what} {bar} {percentage}% | {value}/{total} ${unit} | {rate}/s | {eta_formatted} left`,
      stream: process.stderr,
      hideCursor: true,
      clearOnComplete: true,
    })
    const started = performance.now()
    bar.start(total, 0, { what, rate: 0 })
    return {
      update: done => {
        const seconds = (performance.now() - started) / 1000
        bar.update(done, { rate: Math.round(done / Math.max(seconds, 0.001)) })
      },
      stop: () => bar.stop(),
    }
  }
}

export interface Progress {
  update(done: number): void
  stop(): void
}
