import type { Return } from '@concord/domain'
import { expect, it } from 'vitest'
import { contentHash } from './content-hash.js'

const back = (fields: Partial<Return> = {}): Return => ({
  id: 'R1',
  orderId: 'O1-A',
  state: 'IN_PROGRESS',
  createdAt: '2026-03-01T10:00:00.000Z',
  updatedAt: '2026-03-01T10:00:00.000Z',
  lines: [{ orderLineId: 'L1', quantity: 1 }],
  ...fields,
})

it('is 16 hex digits, the same on every machine', () => {
  expect(contentHash(back())).toBe('f50291d706e2d4ad')
})

it('looks neither at the order of fields nor at undefined ones', () => {
  const shuffled = Object.fromEntries(Object.entries(back({ reasonCode: undefined })).reverse()) as unknown as Return

  expect(contentHash(shuffled)).toBe(contentHash(back()))
})

it('tells any other content apart', () => {
  expect(contentHash(back({ lines: [{ orderLineId: 'L1', quantity: 2 }] }))).not.toBe(contentHash(back()))
})
