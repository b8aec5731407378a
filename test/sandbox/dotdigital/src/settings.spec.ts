import { afterEach, expect, it } from 'vitest'
import { later, started, stopAll, textOf } from './testing.js'
import type { SettingsInput } from './settings.js'

afterEach(stopAll)

const clash = { identifiers: { email: 'jane@example.com' } }
const unknownField = { identifiers: { email: 'a@example.com' }, dataFields: { NO: 1 } }

/** What is asked under the default and under the other reading, and where the answers differ. */
const conflicts: readonly {
  readonly name: string
  readonly other: SettingsInput
  readonly ask: readonly [method: string, path: string, body?: unknown]
  readonly look: (answer: { readonly status: number; readonly text: string }) => unknown
  readonly expected: readonly [usual: unknown, other: unknown]
}[] = [
  {
    name: 'the code of a 409',
    other: { conflictCode: 'idAlreadyExists' },
    ask: ['POST', '/contacts/v3', clash],
    look: ({ text }) => /contacts:(\w+)/.exec(text)?.[1],
    expected: ['identifierConflict', 'idAlreadyExists'],
  },
  {
    name: 'the case of enumerations',
    other: { enumCase: 'camelCase' },
    ask: ['GET', '/contacts/v3/contactId/1001'],
    look: ({ text }) => /"emailType":"(\w+)"/.exec(text)?.[1],
    expected: ['Html', 'html'],
  },
  {
    name: 'the key of a detail',
    other: { detailKey: 'error' },
    ask: ['POST', '/contacts/v3', unknownField],
    look: ({ text }) => /"item":"NO","(\w+)"/.exec(text)?.[1],
    expected: ['description', 'error'],
  },
  {
    name: 'the offset of a filter',
    other: { filterOffset: 'lenient' },
    ask: ['GET', '/contacts/v3?~modified=gte::2026-01-01T00:00:00%2B00:00'],
    look: ({ status }) => status,
    expected: [400, 200],
  },
  {
    name: 'the plus that arrives as a space',
    other: { filterOffset: 'lenient' },
    ask: ['GET', '/contacts/v3?~modified=gte::2026-01-01T00:00:00+00:00'],
    look: ({ status }) => status,
    expected: [400, 200],
  },
  {
    name: 'the opt-in type of text messages',
    other: { smsOptInType: 'accept' },
    ask: ['PATCH', '/contacts/v3/contactId/1001', { channelProperties: { sms: { optInType: 'single' } } }],
    look: ({ status }) => status,
    expected: [400, 200],
  },
  {
    name: 'the status of a list that is created',
    other: { v2Statuses: 'generated' },
    ask: ['POST', '/v2/address-books', { name: 'New', visibility: 'Private' }],
    look: ({ status }) => status,
    expected: [200, 201],
  },
  {
    name: 'the status of a list that is deleted',
    other: { v2Statuses: 'generated' },
    ask: ['DELETE', '/v2/address-books/8'],
    look: ({ status }) => status,
    expected: [204, 200],
  },
  {
    name: 'the status of a bin that is emptied',
    other: { v2Statuses: 'generated' },
    ask: ['POST', '/v2/accounts/empty-recycle-bin/'],
    look: ({ status }) => status,
    expected: [202, 200],
  },
]

it.each(conflicts)('switches $name', async ({ other, ask: [method, path, body], look, expected }) => {
  const [usual, switched] = await Promise.all([started(), started()])
  await switched('POST', '/_sandbox/settings', other)

  expect([look(await usual(method, path, body)), look(await switched(method, path, body))]).toEqual(expected)
})

it('switches the case of failure codes', async () => {
  const ask = await started({ settings: { failureCodeCase: 'PascalCase' } })
  const { body } = await ask('PUT', '/contacts/v3/import', {
    contacts: [{ matchIdentifier: 'email', identifiers: { email: 'none' } }],
  })
  await later(ask)

  expect((await ask('GET', `/contacts/v3/import/${textOf(body['importId'])}`)).body['failures']).toMatchObject([
    { failures: [{ failureCode: 'InvalidEmail' }] },
  ])
})
