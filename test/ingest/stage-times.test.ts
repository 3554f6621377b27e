import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { StageTimes } from '../../src/ingest/stage-times.js'

test('time in which a stage works on two batches counts once', async () => {
  const times = new StageTimes()
  await Promise.all([
    times.during('writing', () => pause(60)),
    times.during('writing', () => pause(60)),
    times.during('encoding', () => pause(90)),
  ])
  assert.equal(times.slowest, 'encoding')
})
