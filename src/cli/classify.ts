import type { Command } from 'commander'
import type { Classification, ClassificationReport } from '../analysis/classify.js'
import { AnlamError } from '../errors.js'
import { type CommonFlags, type Context, command, withContext, withModel } from './context.js'
import { inGroups, stdinTexts } from './input.js'
import { whole } from './numbers.js'
import type { Output } from './output.js'

/** Texts of stdin classified in one batch. */
const GROUP = 256

interface Flags extends CommonFlags {
  examples: string
  k: number
  evaluate?: string | true
}

export function classifyCommand(): Command {
  return withModel(
    command('classify', 'label texts by their nearest labelled examples, or label descriptions'),
  )
    .argument('[text]', 'text to label; `-` reads one text per line from stdin and prints NDJSON')
    .requiredOption(
      '--examples <file>',
      'JSON lines of {"text","label"}: examples, or one description per label',
    )
    .option('-k, --k <n>', 'number of nearest examples that vote', whole(1), 5)
    .option('--evaluate [file]', 'measure on labelled texts; without a file, leave-one-out on the examples')
    .action((text: string | undefined, flags: Flags) =>
      withContext(flags, context => run(text, flags, context)),
    )
}

async function run(
  text: string | undefined,
  { examples, k, evaluate }: Flags,
  { config, out, signal }: Context,
): Promise<void> {
  if (text === undefined && evaluate === undefined)
    throw new AnlamError('invalid-input', 'give a text, `-` for stdin, or --evaluate')
  const { Classifier, readExamples } = await import('../analysis/classify.js')
  const { openEncoder } = await import('../compose.js')
  const known = await readExamples(examples)
  const held = typeof evaluate === 'string' ? await readExamples(evaluate) : undefined
  const encoder = await openEncoder(config, undefined, out)
  try {
    const classifier = await Classifier.create(encoder, known, k, signal)
    if (evaluate !== undefined) {
      printReport(held ? await classifier.evaluate(held, signal) : classifier.evaluateLeaveOneOut(), out)
    } else if (text === '-') {
      for await (const group of inGroups(stdinTexts('text'), GROUP)) {
        const texts = group.map(line => line.text)
        const results = await classifier.classify(texts, signal)
        results.forEach((result, i) => {
          out.json({ text: texts[i], ...result })
        })
      }
    } else {
      const [result] = await classifier.classify([text!], signal)
      print(text!, result!, out)
    }
  } finally {
    await encoder.close()
  }
}

function print(text: string, result: Classification, out: Output): void {
  if (out.options.json) {
    out.json({ text, ...result })
    return
  }
  out.line(`${out.bold(result.label)}  ${Math.round(100 * result.confidence)} %`)
  for (const { label, score, text: example } of result.neighbours)
    out.line(`  ${score.toFixed(4)}  ${label}  ${out.dim(example)}`)
}

function printReport(report: ClassificationReport, out: Output): void {
  if (out.options.json) {
    out.json(report)
    return
  }
  out.line(
    `accuracy ${out.bold(report.accuracy.toFixed(4))}  macro F1 ${out.bold(report.macroF1.toFixed(4))}  on ${report.examples} texts`,
  )
  for (const { label, support, precision, recall, f1 } of report.labels)
    out.line(
      `  ${label.padEnd(24)} F1 ${f1.toFixed(3)}  precision ${precision.toFixed(3)}  recall ${recall.toFixed(3)}  of ${support}`,
    )
}
