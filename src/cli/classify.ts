import { type Command, Option } from 'commander'
import type { Classification, Classifier } from '../analysis/classify/classifier.js'
import type { ClassificationReport } from '../analysis/classify/report.js'
import { inGroups } from '../basics/in-groups.js'
import { AnlamError } from '../errors.js'
import { fixed, say } from '../messages/said.js'
import { type CommonFlags, type Context, command, withContext, withModel } from './context.js'
import { lineTexts } from './input.js'
import { number, whole } from './numbers.js'
import type { Output } from './output.js'

/** Texts of stdin classified in one batch. */
const BATCH = 256
/** Share of known texts that `--none` without a number may tell to have no label. */
const NONE = 0.05

interface Flags extends CommonFlags {
  examples: string
  method: 'centroid' | 'logistic' | 'knn'
  k: number
  labelField: string
  group?: string
  none?: number | true
  evaluate?: string | true
  confusion?: string
}

export function classifyCommand(): Command {
  return withModel(command('classify', 'label texts by labelled examples, or by label descriptions'))
    .argument('[text]', 'text to label; `-` reads one text per line from stdin and prints NDJSON')
    .requiredOption(
      '--examples <file>',
      'JSON lines of {"text","label"}: examples, or one description per label',
    )
    .addOption(
      new Option(
        '--method <method>',
        'centroid: nearest mean of a label; logistic: multinomial logistic regression; knn: vote of the nearest examples',
      )
        .choices(['centroid', 'logistic', 'knn'])
        .default('centroid'),
    )
    .option('-k, --k <n>', 'number of nearest examples that are shown, and vote with knn', whole(1), 5)
    .option('--label-field <field>', 'field of the examples with the label', 'label')
    .option(
      '--group <field>',
      'field of the examples that texts of one source share, which --evaluate keeps on one side; a must where a text ' +
        'is said several times',
    )
    .option(
      '--none [share]',
      `label texts that are far from all labels null; at most about this share of the known ones (default: ${NONE})`,
      number(0, 0.5),
    )
    .option(
      '--evaluate [file]',
      'measure on labelled texts; without a file, by cross-validation of the examples',
    )
    .option('--confusion <file>', 'write what --evaluate finds as a page with the confusion matrix')
    .action((text: string | undefined, flags: Flags) =>
      withContext(flags, context => run(text, flags, context)),
    )
}

async function run(
  text: string | undefined,
  { examples, method, k, labelField, group, none, evaluate, confusion }: Flags,
  { config, out, signal }: Context,
): Promise<void> {
  if (text === undefined && evaluate === undefined)
    throw new AnlamError('invalid-input', 'give a text, `-` for stdin, or --evaluate')
  if (confusion !== undefined && evaluate === undefined)
    throw new AnlamError('invalid-input', '--confusion shows an evaluation; give --evaluate')
  if (group !== undefined && evaluate !== true)
    throw new AnlamError(
      'invalid-input',
      '--group is for --evaluate without a file, which parts the examples; a file of its own must share no source with them',
    )
  const { readExamples } = await import('../analysis/classify/examples.js')
  const { Classifier } = await import('../analysis/classify/classifier.js')
  const { openEncoder } = await import('../compose.js')
  const known = await readExamples(examples, { label: labelField, group })
  const held = typeof evaluate === 'string' ? await readExamples(evaluate, { label: labelField }) : undefined
  const encoder = await openEncoder(config, undefined, out)
  try {
    const share = none === true ? NONE : none
    const classifier = await Classifier.create(encoder, known, { method, k, none: share, signal })
    if (evaluate !== undefined) {
      const report = held ? await classifier.evaluate(held) : classifier.crossValidate()
      printReport(report, method, out)
      if (confusion !== undefined) await writeConfusion(confusion, `${method}: ${examples}`, report)
    } else if (text === '-') await classifyLines(classifier, out)
    else print(text!, (await classifier.classify([text!]))[0]!, out)
  } finally {
    await encoder.close()
  }
}

async function classifyLines(classifier: Classifier, out: Output): Promise<void> {
  for await (const lines of inGroups(lineTexts('text', out), BATCH)) {
    const texts = lines.map(line => line.text)
    const results = await classifier.classify(texts)
    results.forEach((result, i) => {
      out.json({ text: texts[i], ...result })
    })
  }
}

async function writeConfusion(path: string, title: string, report: ClassificationReport): Promise<void> {
  const { confusionPage } = await import('../analysis/classify/confusion-page.js')
  const { replaceFile } = await import('../basics/files.js')
  replaceFile(path, confusionPage(title, report))
}

function print(text: string, result: Classification, out: Output): void {
  if (out.options.json) {
    out.json({ text, ...result })
    return
  }
  const sure = result.label === null ? '' : out.said(say`${Math.round(100 * result.confidence)} %`)
  out.line(`${out.bold(result.label ?? say`none of them`)}  ${sure}`.trimEnd())
  for (const { label, score, text: example } of result.neighbours)
    out.line(`  ${out.number(fixed(score, 4))}  ${label}  ${out.dim(example)}`)
}

function printReport(report: ClassificationReport, method: string, out: Output): void {
  const { nearDuplicates, accuracy, rejected, accuracyOfGiven } = report
  if (nearDuplicates) {
    const { share, accuracyApart } = nearDuplicates
    out.warn(
      say`${Math.round(100 * share)} % of the texts have a near-duplicate on the other side: accuracy is `,
      say`${fixed(accuracy, 4)}, and ${accuracyApart === null ? say`unknown` : fixed(accuracyApart, 4)} where those are kept `,
      say`on one side, which leaves fewer to learn from; paraphrases that the model does not see as near count as well, and only `,
      say`--group FIELD tells those`,
    )
  }
  if (out.options.json) {
    out.json({ method, ...report })
    return
  }
  out.line(
    say`${method}: accuracy ${out.bold(out.number(fixed(accuracy, 4)))}  macro F1 ${out.bold(out.number(fixed(report.macroF1, 4)))}  log loss ${fixed(report.logLoss, 4)}  on ${report.examples} texts`,
  )
  if (rejected > 0)
    out.line(
      say`${rejected} of them given no label; accuracy of the others ${accuracyOfGiven === null || accuracyOfGiven === undefined ? '–' : fixed(accuracyOfGiven, 4)}`,
    )
  for (const { label, support, precision, recall, f1 } of report.labels)
    out.line(
      say`  ${label.padEnd(24)} F1 ${fixed(f1, 3)}  precision ${fixed(precision, 3)}  recall ${fixed(recall, 3)}  of ${support}`,
    )
}
