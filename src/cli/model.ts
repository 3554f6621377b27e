import { Command } from 'commander'
import { AnlamError } from '../errors.js'
import { say } from '../messages/said.js'
import { type CommonFlags, type Context, command, withContext, withModel } from './context.js'
import { compareCommand } from './model-compare.js'
import { measureCommand } from './model-measure.js'

export function modelCommand(): Command {
  return new Command('model')
    .description('download, verify, describe, measure and compare models')
    .addCommand(pullCommand())
    .addCommand(infoCommand())
    .addCommand(verifyCommand())
    .addCommand(measureCommand())
    .addCommand(compareCommand())
}

function pullCommand(): Command {
  return command('pull', 'download a model from the Hugging Face hub, or resume a download')
    .argument('<model>', 'org/name or org/name@revision')
    .option('--models <dir>', 'folder of downloaded models (default: ~/.cache/anlam/models)')
    .option('--hub-endpoint <url>', 'URL of the hub (default: HF_ENDPOINT or https://huggingface.co)')
    .option('--offline', 'do not connect to the hub')
    .option('--onnx', 'download ONNX files, too')
    .action((id: string, { onnx = false, ...flags }: CommonFlags & { onnx?: boolean }) =>
      withContext(flags, context => pull(id, onnx, context)),
    )
}

async function pull(id: string, onnx: boolean, { config, out, signal, ifStopped }: Context): Promise<void> {
  const { pullModel } = await import('../model/models.js')
  ifStopped(() => 'what was downloaded is kept; the same command goes on')
  let bar = out.progress('', 'MB', 0)
  let shown = ''
  const megabytes = (bytes: number): number => Math.round(bytes / 1e6)
  const report = await pullModel(config, id, {
    onnx,
    signal,
    onProgress: ({ file, done, total }) => {
      if (file !== shown) {
        bar.stop()
        bar = out.progress(file, 'MB', megabytes(total))
        shown = file
      }
      bar.update(megabytes(done))
    },
  }).finally(() => bar.stop())
  if (out.options.json) {
    out.json(report)
    return
  }
  const { model, commit, directory, files, bytes, downloaded, cached } = report
  out.line(say`${out.bold(model)} @ ${commit}: ${files} files, ${megabytes(bytes)} MB in ${directory}`)
  out.line(
    say`downloaded ${megabytes(downloaded)} MB, taken from the Hugging Face cache ${megabytes(cached)} MB`,
  )
}

function infoCommand(): Command {
  return command('info', 'describe a checkpoint without running it')
    .argument('<model>', '`builtin`, `builtin-static`, the directory of a checkpoint, or a pulled hub id')
    .action((name: string, flags: CommonFlags) => withContext(flags, context => describe(name, context)))
}

async function describe(name: string, { config, out }: Context): Promise<void> {
  const { describeModel } = await import('../model/models.js')
  const info = await describeModel(config, name)
  if (out.options.json) {
    out.json(info)
    return
  }
  for (const [key, value] of Object.entries(info)) {
    out.line(
      `${out.message(key).padEnd(14)} ${typeof value === 'object' && value !== null ? JSON.stringify(value) : value}`,
    )
  }
}

function verifyCommand(): Command {
  return withModel(
    command('verify', 'check that a model is undamaged, runs, and reproduces its published figures'),
  )
    .argument('<model>', '`builtin`, `builtin-static`, the directory of a checkpoint, or a pulled hub id')
    .option('--as <id>', 'compare with the published figures of this model')
    .action((name: string, { as, ...flags }: CommonFlags & { as?: string }) =>
      withContext(flags, context => verify(name, as, context)),
    )
}

async function verify(name: string, as: string | undefined, { config, out, signal }: Context): Promise<void> {
  const { openEncoder } = await import('../compose.js')
  const { verifyModel } = await import('../model/verify-model.js')
  const report = await verifyModel(config, name, () => openEncoder(config, name, out), {
    signal,
    ...(as === undefined ? {} : { as }),
  })
  if (out.options.json) out.json(report)
  else {
    for (const { ok, name: what, detail } of report.checks) {
      out.line(`${out.verdict(ok)}  ${out.message(what).padEnd(12)} ${out.message(detail)}`)
    }
  }
  const failed = report.checks.filter(({ ok }) => !ok).map(({ name: what }) => what)
  if (failed.length > 0) throw new AnlamError('corrupt-checkpoint', `${name} failed: ${failed.join(', ')}`)
}
