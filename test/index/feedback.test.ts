import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dot } from '../../src/basics/vectors.js'
import { cosinesByFeedback, type Rated } from '../../src/index/feedback.js'
import { unit } from '../support/vectors.js'

const QUERY = unit([1, 0, 0, 0])

function rated(...values: number[]): Rated {
  const vector = unit(values)
  const cosine = dot(QUERY, vector)
  return { cosine, score: cosine, vector }
}

const copy = rated(1, 0, 0, 0)
const near = rated(3, 1, 0, 0)
const sibling = rated(0, 1, 0.1, 0)
const stranger = rated(0.1, 0, 0, 1)

test('what is like the best passages comes nearer, whatever its own cosine with the query', () => {
  const [, beside, apart] = cosinesByFeedback(QUERY, [near, sibling, stranger]) as [number, number, number]
  assert.ok(beside > apart && sibling.cosine < stranger.cosine)
})

test('no cosine falls: a copy of the query keeps its 1, and teaches nothing', () => {
  const [first, ...others] = cosinesByFeedback(QUERY, [copy, near, stranger]) as [number, number, number]
  assert.ok(Math.abs(first - 1) < 1e-6)
  const alone = cosinesByFeedback(QUERY, [near, stranger])
  for (const [i, cosine] of others.entries()) assert.ok(Math.abs(cosine - alone[i]!) < 1e-9)
})

test('copies of a passage teach once', () => {
  const once = cosinesByFeedback(QUERY, [near, stranger, sibling])
  const often = cosinesByFeedback(QUERY, [near, near, near, near, stranger, sibling])
  for (const [i, cosine] of [0, 4, 5].entries()) assert.ok(Math.abs(often[cosine]! - once[i]!) < 1e-9)
})

test('the better of two passages teaches more, and one that scores nothing teaches nothing', () => {
  const weak = { ...rated(0.5, 0, 1, 0), score: 0.3 }
  const like = rated(0, 0, 1, 0)
  const strong = { ...weak, score: near.score }
  assert.ok(
    cosinesByFeedback(QUERY, [near, weak, like])[2]! < cosinesByFeedback(QUERY, [near, strong, like])[2]!,
  )
  assert.deepEqual(cosinesByFeedback(QUERY, [{ ...stranger, score: -0.1 }]), [stranger.cosine])
})

test('without passages, and where a query and what it learns cancel out, cosines stay', () => {
  assert.deepEqual(cosinesByFeedback(QUERY, []), [])
  const opposite = { ...rated(-1, 0, 0, 0), score: 2 / 3 }
  assert.deepEqual(cosinesByFeedback(QUERY, [opposite]), [-1])
})
