import { ConfigurationRefused, parseConcordConfig, readMarketplaces, silentLog } from '@concord/runtime'
import { describe, expect, it } from 'vitest'
import { memoryLedger } from './testing/memory-ledger.js'
import { memoryWriteBackBook } from './testing/memory-write-back-book.js'
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
