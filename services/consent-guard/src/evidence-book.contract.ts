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

    expect(await book.said('main', ['a', 'none'])).toEqual([statement()])
    expect(await book.said('main', ['b'])).toEqual([statement({ addressHash: 'b', marketplace: 'south' }, false)])
    expect(await book.said('other', ['a'])).toEqual([])
    expect(await book.said('main', [])).toEqual([])
  })

  describe('keeps every statement of an address', () => {
    const words = async () =>
      (await book.said('main', ['a'])).map(({ saidAt, evidence }) => `${saidAt} ${evidence.isGranted}`)
    const at = (second: number): string => `2026-03-01T12:00:0${second}.000Z`

    it('with the last one first, whichever came first, and each once', async () => {
      for (const second of [1, 3, 2, 3]) await book.keep('main', statement({ saidAt: at(second) }, second !== 2))

      expect(await words()).toEqual([`${at(3)} true`, `${at(2)} false`, `${at(1)} true`])
    })

    it.each([
      ['the refusal first', [false, true]],
      ['the grant first', [true, false]],
    ])('with the refusal ahead of a grant of the same instant: %s', async (_which, order) => {
      for (const isGranted of order) await book.keep('main', statement({}, isGranted))

      expect(await words()).toEqual([`${noon} false`, `${noon} true`])
    })

    it('of two marketplaces beside each other', async () => {
      await book.keep('main', statement())
      await book.keep('main', statement({ marketplace: 'south' }))

      expect((await book.said('main', ['a'])).map(({ marketplace }) => marketplace).toSorted()).toEqual([
        'north',
        'south',
      ])
    })
  })
}
