import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { minute } from '../testing/messages.js'
import { databases } from '../testing/opened.js'
import { postgresConfigurations } from './postgres-configurations.js'

describe.each(databases)('since when a configuration runs, in %s,', (_name, open) => {
  let opened: Awaited<ReturnType<typeof open>>
  beforeAll(async () => {
    opened = await open()
  }, 60_000)
  afterAll(() => opened.close())

  it('is when it was first started, through any number of starts, until another one was', async () => {
    const configurations = postgresConfigurations(opened.db)
    const begin = async (hash: string, at: number) => {
      await configurations.begin(hash, minute(at))
      return configurations.since(hash)
    }

    expect([await begin('one', 0), await begin('one', 5), await begin('other', 10), await begin('one', 20)]).toEqual([
      ...[minute(0), minute(0), minute(10), minute(20)],
    ])
    expect(await configurations.since('other')).toBe(minute(10))
  })
})
