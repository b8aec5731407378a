import { createClock, createSettings, memoryJournal } from '@concord/sandbox-kit'
import { expect, it } from 'vitest'
import { seedFacts } from './seeds.js'
import { openStore } from './store.js'
import { DotdigitalSettings } from '../settings.js'

/** A store on a disk that can be full, and the lines on it. */
const onDisk = () => {
  const lines: unknown[][] = []
  const disk = { isFull: false }
  const append = (entry: unknown) => {
    if (disk.isFull) throw new Error('the disk is full')
    lines.push([...(entry as unknown[])])
  }
  const store = openStore({
    journal: { ...memoryJournal(), append },
    clock: createClock(() => new Date('2026-11-20T12:00:00Z')),
    settings: createSettings(DotdigitalSettings),
    seeds: (now) => seedFacts({}, now),
  })
  lines.length = 0
  return { store, disk, lines }
}

const address = (text: string) => ({ fact: 'from-address', address: text }) as const

it('keeps what could not be written for the next time', () => {
  const { store, disk, lines } = onDisk()
  disk.isFull = true
  store.record(address('a@example.com'))
  expect(() => store.flush()).toThrow('the disk is full')
  disk.isFull = false
  store.record(address('b@example.com'))
  store.flush()
  store.flush()

  expect(lines).toEqual([[address('a@example.com'), address('b@example.com')]])
})

it('writes nothing of what a reset took back', () => {
  const { store, lines } = onDisk()
  store.record(address('a@example.com'))
  store.record({ fact: 'reset' }, address('b@example.com'))
  store.flush()

  expect(lines).toEqual([[{ fact: 'reset' }, address('b@example.com')]])
})
