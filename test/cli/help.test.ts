import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Command } from 'commander'
import { examplesOf } from '../../src/cli/examples.js'
import { createProgram } from '../../src/cli/main.js'
import { runHere } from '../support/in-process.js'

/** All commands that do something, by their names. */
function leaves(command: Command, path: readonly string[] = []): [string, Command][] {
  if (command.commands.length === 0) return [[path.join(' '), command]]
  return command.commands.flatMap(child => leaves(child, [...path, child.name()]))
}

/** The words of a line as a shell would give them, without redirections. */
function wordsOf(line: string): string[] {
  const words = line.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []
  const end = words.findIndex(word => word === '<' || word === '>')
  return words.slice(0, end < 0 ? undefined : end).map(word => word.replaceAll(/^["']|["']$/g, ''))
}

test('every --help ends with examples, and each of them is a line that its command takes', async () => {
  for (const [path, command] of [['', createProgram()] as const, ...leaves(createProgram())]) {
    let help = ''
    command.configureOutput({ writeOut: text => (help += text) }).outputHelp()
    const examples = examplesOf(path)
    assert.ok(examples.length > 0, `no example of ${path}`)
    assert.match(help, /\nExamples:\n/)
    for (const { line, does } of examples) {
      assert.ok(help.includes(`anlam ${line}   # ${does}`), help)
      assert.equal(wordsOf(line).slice(0, path.split(' ').length).join(' '), path || wordsOf(line)[0], line)
      const program = createProgram()
      const taken: string[] = []
      for (const [name, each] of leaves(program)) each.action(() => void taken.push(name))
      await program.parseAsync(['node', 'anlam', ...wordsOf(line)])
      assert.equal(taken.length, 1, line)
    }
  }
})

test('what looks like an option and is a text is told where it goes', async () => {
  const { code, stderr } = await runHere(['search', '-regresyon'])
  assert.equal(code, 2)
  assert.match(stderr, /unknown option '-regresyon'\n.*anlam search -- "-regresyon"/)
})
