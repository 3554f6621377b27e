import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Command } from 'commander'
import { examplesOf } from '../../src/cli/examples.js'
import { createProgram } from '../../src/cli/main.js'
import { ERROR_CODES } from '../../src/errors.js'
import { atTerminal, onPage } from '../../src/messages/errors.js'
import { Speech } from '../../src/messages/speech.js'
import { turkish } from '../../src/messages/turkish/all.js'
import { isInCode, messagesBehind } from '../support/source-messages.js'

const { texts, messages } = turkish
const speech = new Speech('tr', turkish)

/** Whether a text says something itself, and is not only values with signs between. */
const speaks = (key: string): boolean => /\p{L}{2}/u.test(key.replaceAll(/\{\d+\}/g, ''))

/** Rooms whose errors go to programs or to those who write them, not to a terminal. */
const ELSEWHERE = /^(?:server\/http\/|client\/|pages\/|library\/)/

test('every error code says what it means on the page and in the terminal, in both languages', () => {
  for (const table of [atTerminal, onPage])
    for (const language of ['tr', 'en'] as const)
      for (const code of ERROR_CODES) assert.ok(table[language][code].length > 5, `${code} in ${language}`)
})

test('everything that commands print is Turkish in Turkish', () => {
  const missing = messagesBehind(/(?<=[\s(,?:[{>])say(?=`[^`])/).filter(
    ({ path, key }) => !path.startsWith('messages/') && speaks(key) && !Object.hasOwn(texts, key),
  )
  assert.deepEqual(missing, [])
})

test('every error, note and warning that reaches a terminal is Turkish in Turkish', () => {
  const missing = messagesBehind(
    /new AnlamError\(\s*(?:'[a-z-]+'|[\w.]+),\s*|\b(?:reporter|out)\??\.(?:note|warn|detail)(?:\?\.)?\(\s*|new InvalidArgumentError\(\s*|\bifStopped\(\s*\(\) =>\s*/,
  ).filter(({ path, key }) => speaks(key) && !ELSEWHERE.test(path) && !Object.hasOwn(messages, key))
  assert.deepEqual(missing, [])
})

test('commands print nothing that has no translation: what says something is marked', () => {
  const bare = messagesBehind(/\bout\.(?:line|bold|dim|progress)\(\s*/).filter(({ key }) => speaks(key))
  assert.deepEqual(bare, [])
})

test('the whole help is Turkish in Turkish', () => {
  const missing: string[] = []
  const check = (text: string): void => {
    const isKnown =
      speech.whole(text) !== text || Object.hasOwn(texts, text) || speech.message(text) !== undefined
    if (text !== '' && !isKnown) missing.push(text)
  }
  const walk = (command: Command, path: string): void => {
    check(command.description())
    for (const { description } of [...command.options, ...command.registeredArguments]) check(description)
    for (const { does } of examplesOf(path)) check(does)
    for (const child of command.commands) walk(child, path === '' ? child.name() : `${path} ${child.name()}`)
  }
  walk(createProgram(), '')
  for (const own of ['Usage:', 'Options:', 'Arguments:', 'Commands:', 'Examples:', 'choices', 'default'])
    check(own)
  assert.deepEqual(missing, [])
})

test('no translation is of something that is not said any more', () => {
  // Of Commander, zod, Node, yauzl and pdf.js.
  const foreign =
    /^error: |^(?:Invalid|Unrecognized|Too (?:small|big)|Unexpected|End of central)\b|^\(Did you mean|^Allowed choices|^(?:Usage|Options|Arguments|Commands):$|^(?:choices|default|output the version number)$/
  // Of a part that a variable holds.
  const composed = /^cross-encoder that |^label texts that are far|^\{0\} parallel$/
  const stale = [...Object.keys(texts), ...Object.keys(messages)].filter(
    key => speaks(key) && !foreign.test(key) && !composed.test(key) && !isInCode(key),
  )
  assert.deepEqual(stale, [])
})

test('a message is recognised by letters of its own, or by messages that it holds', () => {
  const weak = Object.entries(messages).filter(
    ([key, translation]) =>
      key.includes('{') &&
      key.replaceAll(/\{\d+\}/g, '').replaceAll(/\P{L}/gu, '').length < 4 &&
      !translation.includes('!}'),
  )
  // A variable of the environment is enough.
  assert.deepEqual(
    weak.map(([key]) => key).filter(key => !key.startsWith('HF_TOKEN')),
    [],
  )
})

test('a translation has the places of what it translates, and no others', () => {
  const placesOf = (text: string): string[] =>
    [...new Set([...text.matchAll(/\{(\d+)[#!?]?\}/g)].map(([, n]) => n!))].sort()
  for (const [english, translated] of [...Object.entries(texts), ...Object.entries(messages)]) {
    const own = placesOf(english)
    for (const place of placesOf(translated)) assert.ok(own.includes(place), `${english}: {${place}}`)
    // The same value twice, or a word in the place of one that follows from another.
    if (placesOf(translated).length < own.length) assert.match(english, /\{0\}.*\{1\}/, english)
    assert.ok(!/\bI[a-zçğıöşü]/.test(translated.replaceAll(/\b(?:ID|IV|IPv6|I32|I64)\b/g, '')), translated)
  }
})
