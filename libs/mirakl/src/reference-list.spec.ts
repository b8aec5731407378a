import { createMiraklSandbox, tinyWorld } from '@concord/sandbox-mirakl'
import { describe, expect, it } from 'vitest'
import { MiraklUnavailable } from './errors.js'
import { createHarness, failureOf, json } from './testing/harness.js'

const { client, closing, serveInTurn } = createHarness()

describe('lists of the back office', () => {
  it('keep what has no name here', async () => {
    const { url } = await serveInTurn(json({ channels: [{ code: 'US', label: 'USA', colour: 'blue' }], brand_new: 1 }))

    expect(await client(url).channels()).toEqual([
      { code: 'US', label: 'USA', description: undefined, others: { colour: 'blue' } },
    ])
  })

  it('take labels that are missing, and types nobody knows', async () => {
    const { url } = await serveInTurn(
      json({ reasons: [{ code: 13, label: null, type: 'TELEPORTED', is_shop_right: 'true', is_robot_right: true }] }),
    )

    expect(await client(url).reasons()).toMatchObject([
      { code: '13', label: '13', type: 'TELEPORTED', isForShops: true, others: { is_robot_right: true } },
    ])
  })

  it('know the currency of the platform', async () => {
    const { url } = await serveInTurn(json({ currencies: [{ code: 'EUR', platform_default: true }, { code: 'USD' }] }))

    expect(await client(url).currencies()).toMatchObject([{ isDefault: true }, { isDefault: false }])
  })

  it('with an entry that cannot be read are no answer, and no value is shown', async () => {
    const { url } = await serveInTurn(json({ channels: [{ code: 'US' }, { label: 'hunter2' }, 'hunter2'] }))
    const failure = await failureOf(client(url).channels())

    expect(failure).toBeInstanceOf(MiraklUnavailable)
    expect(String(failure)).toMatch(/CH11: channels\[1\]\.code: expected an id, got nothing; channels\[2\]: /)
    expect(String(failure)).not.toContain('hunter2')
  })

  it('that are missing are no answer', async () => {
    const { url } = await serveInTurn(json({}))

    await expect(client(url).customFields.definitions()).rejects.toThrow('AF01: additional_fields: ')
  })
})

describe('against the sandbox', () => {
  it('reads everything that stands in the back office', async () => {
    const sandbox = await createMiraklSandbox({ port: 0, world: tinyWorld({ orders: 3, shops: 1, returns: 1 }) })
    closing(() => sandbox.stop())
    const mirakl = client(`${sandbox.url}/acme`)

    expect(await mirakl.reasons()).toContainEqual(expect.objectContaining({ code: '1', type: 'INCIDENT_OPEN' }))
    expect(await mirakl.currencies()).toMatchObject([{ code: 'EUR', isDefault: true }])
    expect(await mirakl.channels()).toBeInstanceOf(Array)
    expect(await mirakl.customFields.definitions()).toBeInstanceOf(Array)
    expect(await mirakl.health()).toBeUndefined()
  })
})
