import { ConfigurationRefused, parseConcordConfig, readMarketplaces, silentLog } from '@concord/runtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { memoryLedger } from './testing/memory-ledger.js'
import { memoryWriteBackBook } from './testing/memory-write-back-book.js'
import { fieldOrder } from './write-back-book.contract.js'
import { writingBack, writtenMarketplaces } from './write-back-loops.js'

const config = parseConcordConfig(`
marketplaces:
  north:
    account: main
    consentField: { code: opt-out, optedOut: 'true' }
    links: { order: 'https://north.example/{orderId}' }
  south: { account: main, links: { order: 'https://south.example/{orderId}' } }
accounts:
  main: { newContacts: unsubscribed }
`)
const connect = (environment: Readonly<Record<string, string>>) =>
  readMarketplaces({ ...config, marketplaces: writtenMarketplaces(config) }, environment)

describe('a marketplace whose orders have a consent field', () => {
  it('is written to, and no other', () => {
    const asked: string[] = []
    const { loops } = writingBack({
      ...{ config, log: silentLog, accountOf: () => 'main', now: () => new Date(0) },
      book: memoryWriteBackBook(memoryLedger()),
      orderFieldsOf: (marketplace) => (asked.push(marketplace), { set: async () => undefined }),
    })

    expect(loops).toHaveLength(1)
    expect(asked).toEqual(['north'])
  })

  it('needs its address and key, and no other does', () => {
    const north = { MIRAKL_NORTH_URL: 'https://north.mirakl.example', MIRAKL_NORTH_KEY: 'k' }

    expect(Object.keys(connect(north))).toEqual(['north'])
    expect(() => connect({ MIRAKL_NORTH_KEY: 'k' })).toThrow(ConfigurationRefused)
    expect(() => connect({})).toThrow(/MIRAKL_NORTH_URL: [^]*MIRAKL_NORTH_KEY: /)
  })
})

describe('what is owed', () => {
  const noon = '2026-03-01T12:00:00.000Z'
  /** Each of somebody else. */
  const owed = (orderId: string, failure?: string) =>
    fieldOrder({
      orderId,
      profileId: `whose ${orderId} is`,
      owed: { value: 'true', tries: 0, dueAt: noon, ...(failure === undefined ? {} : { failure }) },
    })
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  const begun = () => {
    const book = memoryWriteBackBook(memoryLedger())
    const written: string[] = []
    const set = async (orderId: string, code: string, value: string) => void written.push(`${orderId} ${code} ${value}`)
    const writing = writingBack({
      ...{ config, book, log: silentLog, accountOf: () => 'main', now: () => new Date(noon) },
      orderFieldsOf: () => ({ set }),
    })
    return { book, written, ...writing }
  }

  it('is written at once, and what comes to be owed within a second', async () => {
    const { book, written, loops } = begun()
    await book.keep([owed('O1'), owed('O2')])
    loops.forEach((loop) => loop.start())
    await vi.advanceTimersByTimeAsync(0)
    expect(written).toEqual(['O1 opt-out true', 'O2 opt-out true'])
    await book.keep([owed('O3')])
    await vi.advanceTimersByTimeAsync(1_000)
    await Promise.all(loops.map((loop) => loop.stop()))

    expect(written.at(-1)).toBe('O3 opt-out true')
  })

  it('is counted, and what failed is due once more with every start', async () => {
    const { book, prepare, figures } = begun()
    await book.keep([owed('O1'), owed('O2', 'refused'), owed('O3', 'refused')])
    expect(await figures()).toEqual({ writeBacksDue: 1, writeBacksFailed: 2 })
    await prepare()

    expect(await figures()).toEqual({ writeBacksDue: 3, writeBacksFailed: 0 })
    expect(await book.find('north', 'O2')).toMatchObject({ owed: { dueAt: noon } })
  })
})
