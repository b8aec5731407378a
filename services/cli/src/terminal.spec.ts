import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { columnsOf, helpColumnsOf, toleratesClosing } from './terminal.js'

it.each([
  [{}, { isTTY: true, columns: 90 }, 90],
  [{ COLUMNS: '70' }, { isTTY: true, columns: 90 }, 70],
  [{ COLUMNS: '70' }, {}, 70],
  [{ COLUMNS: 'wide' }, {}, Infinity],
  [{ COLUMNS: '' }, { isTTY: true }, 120],
  [{}, {}, Infinity],
])('is, told %j at %j, as wide as %d columns', (environment, output, columns) => {
  expect(columnsOf(environment, output)).toBe(columns)
})

it('has help wrapped, whatever the width', () => {
  expect([helpColumnsOf(70), helpColumnsOf(Infinity)]).toEqual([70, 120])
})

it('goes on quietly where its reader stops early, and hides no other fault', () => {
  const stream = new PassThrough()
  toleratesClosing(stream as unknown as NodeJS.WriteStream)

  expect(() => stream.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))).not.toThrow()
  expect(() => stream.emit('error', Object.assign(new Error('no space'), { code: 'ENOSPC' }))).toThrow('no space')
})
