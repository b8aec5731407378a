import { beforeEach, expect, it } from 'vitest'
import type { ConsentLedger } from './ports.js'

/** What every ledger keeps to of who ever opted out; each test begins with an empty one. */
export const grantMarksContract = (open: () => Promise<ConsentLedger>): void => {
  let ledger: ConsentLedger
  beforeEach(async () => {
    ledger = await open()
  })

  it('remembers who was ever out, by account, and however often it is told', async () => {
    await ledger.markOptedOut('main', ['a', 'b', 'a'])
    await ledger.markOptedOut('main', ['a'])
    await ledger.markOptedOut('main', [])

    expect(await ledger.hasEverOptedOut('main', ['c', 'b'])).toBe(true)
    expect(await ledger.hasEverOptedOut('main', ['c'])).toBe(false)
    expect(await ledger.hasEverOptedOut('other', ['a'])).toBe(false)
    expect(await ledger.hasEverOptedOut('main', [])).toBe(false)
  })

  it('forgets nothing of it when the fact changes', async () => {
    await ledger.markOptedOut('main', ['a'])
    const fact = { status: 'subscribed', source: 'modified', learnedAt: '2026-03-01T12:00:00.000Z' } as const
    await ledger.keep('main', [{ addressHash: 'a', fact }], true)

    expect(await ledger.hasEverOptedOut('main', ['a'])).toBe(true)
  })
}
