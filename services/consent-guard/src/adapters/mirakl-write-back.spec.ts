import { createMirakl, CredentialsRefused, RequestRefused } from '@concord/mirakl'
import { type AdditionalField, createMiraklSandbox, tinyWorld } from '@concord/sandbox-mirakl'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WriteBackRefused } from '../errors.js'
import { miraklOrderFields } from './mirakl-write-back.js'

const field = (code: string, type: string): AdditionalField => {
  return { code, label: code, type, entity: 'ORDER', required: false, shopPermission: 'READ_WRITE' }
}
const world = tinyWorld()
const marketplaces = world.marketplaces.map((each) => ({
  ...each,
  additionalFields: [field('opt-out', 'BOOLEAN'), field('tags', 'MULTIPLE_VALUES_LIST')],
}))

const start = async (apiKey = 'operator-key') => {
  const sandbox = await createMiraklSandbox({ port: 0, world: { ...world, marketplaces } })
  const credentials = { apiKey, scheme: 'raw' } as const
  const mirakl = createMirakl({ url: `${sandbox.url}/acme`, credentials, timeoutMs: 5_000 })
  onTestFinished(async () => {
    await mirakl.close()
    await sandbox.stop()
  })
  const shown = async () => (await mirakl.orders.page({ ids: ['O1-A'], offset: 0 })).items[0]
  return { fields: miraklOrderFields(mirakl.customFields), shown }
}

describe('the field of an order in Mirakl', () => {
  it('is set, as the order then shows', async () => {
    const { fields, shown } = await start()
    await fields.set('O1-A', 'opt-out', 'true')

    expect(await shown()).toMatchObject({ order_additional_fields: [{ code: 'opt-out', value: 'true' }] })
  })

  it.each([
    ['there is no such field', 'other', 'true', 'ADDITIONAL_FIELD_NOT_FOUND'],
    ['the value does not fit', 'opt-out', 'yes, out', 'ADDITIONAL_FIELD_INVALID_VALUE'],
    ['it takes lists only', 'tags', 'out', 'ADDITIONAL_FIELD_INVALID_VALUE'],
  ])('is refused for good where %s, by the code of Mirakl and never the value', async (_why, code, value, said) => {
    const { fields } = await start()
    const refused = fields.set('O1-A', code, value)

    await expect(refused).rejects.toThrow(WriteBackRefused)
    await expect(refused).rejects.toThrow(`Mirakl refused the field ${code}: ${said}`)
  })

  it('is refused for good where Mirakl knows no such order', async () => {
    const { fields } = await start()

    await expect(fields.set('nobody', 'opt-out', 'true')).rejects.toThrow(RequestRefused)
  })

  it('waits for a person where the key is refused', async () => {
    const { fields } = await start('another-key')

    await expect(fields.set('O1-A', 'opt-out', 'true')).rejects.toThrow(CredentialsRefused)
  })

  it.each([
    ['nothing', {}],
    ['another value', { 'opt-out': 'TRUE' }],
  ])('is refused where the answer shows %s', async (_what, order) => {
    const fields = miraklOrderFields({ write: async () => ({ ok: true, order, lines: {} }) })

    await expect(fields.set('O1-A', 'opt-out', 'true')).rejects.toThrow('say it as Mirakl shows it')
  })
})
