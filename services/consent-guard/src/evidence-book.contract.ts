import { beforeEach, describe, expect, it } from 'vitest'
import type { EvidenceBook, Statement } from './evidence-ports.js'

const noon = '2026-03-01T12:00:00.000Z'
const statement = (fields: Partial<Statement> = {}, isGranted = true): Statement => ({
  addressHash: 'a',
  marketplace: 'north',
  saidAt: noon,
  evidence: {
    ...{ isGranted, text: 'Yes, write to me', at: noon, url: 'https://shop.example.com/checkout' },
    ...{ ip: '203.0.113.7', userAgent: 'Browser/1' },
  },
  ...fields,
})

/** What every book of evidence keeps to; each test begins with an empty one. */
export const evidenceBookContract = (open: () => Promise<EvidenceBook>): void => {
  let book: EvidenceBook
  beforeEach(async () => {
    book = await open()
  })

  it('gives back what was said, under its own account', async () => {
    await book.keep('main', statement())
    await book.keep('main', statement({ addressHash: 'b', marketplace: 'south' }, false))

    expect(await book.newest('main', ['a', 'none'])).toEqual([statement()])
    expect(await book.newest('main', ['b'])).toEqual([statement({ addressHash: 'b', marketplace: 'south' }, false)])
    expect(await book.newest('other', ['a'])).toEqual([])
    expect(await book.newest('main', [])).toEqual([])
  })

  describe('of two statements of one address', () => {
    it.each([
      ['the later one, a refusal', '2026-03-01T12:00:01.000Z', false, false],
      ['the later one, a grant', '2026-03-01T12:00:01.000Z', true, true],
      ['the later one, though the earlier one comes last', '2026-03-01T11:59:59.000Z', false, true],
      ['the refusal, of one instant', noon, false, false],
    ])('keeps %s', async (_which, saidAt, isGranted, stands) => {
      await book.keep('main', statement())
      await book.keep('main', statement({ saidAt }, isGranted))

      expect(await book.newest('main', ['a'])).toMatchObject([{ evidence: { isGranted: stands } }])
    })

    it('keeps the refusal of one instant, whichever came first', async () => {
      await book.keep('main', statement({}, false))
      await book.keep('main', statement())

      expect(await book.newest('main', ['a'])).toMatchObject([{ evidence: { isGranted: false } }])
    })
  })
}
