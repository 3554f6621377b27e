import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { bashScript } from '../../src/cli/completion/bash.js'
import { fishScript } from '../../src/cli/completion/fish.js'
import { completedCommands } from '../../src/cli/completion/words.js'
import { zshScript } from '../../src/cli/completion/zsh.js'
import { createProgram } from '../../src/cli/main.js'
import { scratch } from '../support/scratch.js'

const commands = completedCommands(createProgram())

/** What bash would offer for lines whose last word is being typed, by its own completion. */
function offered(folder: string, lines: readonly string[]): string[][] {
  writeFileSync(join(folder, 'anlam.bash'), bashScript(commands))
  // Stands for the program, which names indexes.
  const names = `anlam() { echo '{"indexes":[{"index":"notlar","passages":3},{"index":"tezler"}]}'; }`
  const asked = lines.map(line => {
    const words = line.split(' ').map(word => `'${word}'`)
    return `COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _anlam; echo "\${COMPREPLY[*]}"`
  })
  const script = ['source ./anlam.bash', names, ...asked].join('\n')
  const output = execFileSync('bash', ['--norc', '-c', script], { cwd: folder, encoding: 'utf8' })
  return output
    .trimEnd()
    .split('\n')
    .map(line => line.split(' ').filter(word => word !== ''))
}

test('bash completes commands, options, and the values that an option may have', t => {
  const folder = scratch(t)
  writeFileSync(join(folder, 'notlar.jsonl'), '')
  const [all, model, options, modes, indexes, afterValue, files, afterDashes, short, index] = offered(
    folder,
    [
      'anlam ',
      'anlam model ',
      'anlam search --mod',
      'anlam search --mode ',
      'anlam search --index ',
      'anlam search --index model --mode s',
      'anlam index not',
      'anlam search -- --mo',
      'anlam search -k 5 --rerank-pre',
      'anlam delete te',
    ],
  )
  assert.deepEqual(
    all,
    createProgram().commands.map(each => each.name()),
  )
  assert.deepEqual(model, ['pull', 'info', 'verify', 'measure', 'compare'])
  assert.deepEqual(options?.sort(), ['--mode', '--model'])
  assert.deepEqual(modes, ['semantic', 'lexical', 'hybrid'])
  assert.deepEqual(indexes, ['notlar', 'tezler'])
  assert.deepEqual(afterValue, ['semantic'])
  assert.deepEqual(files, ['notlar.jsonl'])
  assert.deepEqual(afterDashes, [])
  assert.deepEqual(short, ['--rerank-precision'])
  assert.deepEqual(index, ['tezler'])
})

/** Whether there is a shell. */
const has = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).error === undefined

test('fish completes commands, options and values', { skip: !has('fish') && 'needs fish' }, t => {
  const folder = scratch(t)
  writeFileSync(join(folder, 'anlam.fish'), fishScript(commands))
  const offers = (line: string): string[] => {
    const script = `source anlam.fish; complete -C '${line}'`
    const output = execFileSync('fish', ['--no-config', '-c', script], { cwd: folder, encoding: 'utf8' })
    return output
      .trim()
      .split('\n')
      .map(each => each.split('\t')[0]!)
  }
  assert.deepEqual(offers('anlam mod'), ['model'])
  assert.deepEqual(offers('anlam eval re'), ['retrieval'])
  assert.deepEqual(offers('anlam search --mod'), ['--mode', '--model'])
  assert.deepEqual(offers('anlam search --mode '), ['hybrid', 'lexical', 'semantic'])
  assert.deepEqual(offers('anlam search --index x --mode le'), ['lexical'])
})

for (const [shell, script] of [
  ['zsh', zshScript(commands)],
  ['fish', fishScript(commands)],
] as const) {
  test(`the script for ${shell} is one that it reads`, { skip: !has(shell) && `needs ${shell}` }, t => {
    const path = join(scratch(t), 'anlam')
    writeFileSync(path, script)
    const { status, stderr } = spawnSync(shell, ['-n', path], { encoding: 'utf8' })
    assert.deepEqual([status, stderr], [0, ''])
  })

  test(`the script for ${shell} has every command and every option`, () => {
    for (const { path, options, subcommands } of commands) {
      assert.ok(path === '' || script.includes(`'${path}`) || script.includes(`\\'${path}\\'`), path)
      for (const { name } of [...options, ...subcommands])
        assert.ok(script.includes(shell === 'fish' ? name.replace(/^-+/, '') : name), name)
    }
  })
}
