import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { noon, people, started, stopAll } from '../testing.js'
import { hook, patience, receiver, subscribe } from './testing-webhooks.js'

afterEach(async () => {
  vi.restoreAllMocks()
  await stopAll()
})

it('tells of a campaign once it is due, although nobody calls', async () => {
  const ask = await started({ now: () => new Date(), settings: { importMs: 100 } })
  const { url, received } = await receiver()
  await subscribe(ask, hook(url, ['message.sent']))
  await ask('POST', '/v2/campaigns/send', { campaignId: 12, contactIds: [1001] })

  await vi.waitFor(() => expect(received).toHaveLength(1), patience)
})

it('asks for a confirmation once the import that needs it is due, although nobody calls', async () => {
  const ask = await started({ now: () => new Date(), settings: { importMs: 100, enforceDoubleOptIn: true } })
  const { url, received } = await receiver()
  await subscribe(ask, hook(url, ['message.sent']))
  const contacts = [{ matchIdentifier: 'email', identifiers: { email: 'new@example.com' } }]
  await ask('PUT', '/contacts/v3/import', { contacts })

  await vi.waitFor(() => expect(received).toHaveLength(1), patience)
})

it('tells of what falls due in the next process too', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'sandbox-'))
  const journalPath = join(directory, 'journal.jsonl')
  const first = await started({ journalPath })
  const { url, received } = await receiver()
  await subscribe(first, hook(url, ['message.sent']))
  await first('POST', '/v2/campaigns/send', { campaignId: 12, contactIds: [1001] })

  await started({ journalPath, now: () => new Date(noon.getTime() + 60_000) })

  await vi.waitFor(() => expect(received).toHaveLength(1), patience)
  await stopAll()
  rmSync(directory, { recursive: true })
})

it('goes on although looking at what is due fails', async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  let isBroken = false
  const now = () => {
    if (isBroken) throw new Error('no time')
    return new Date()
  }
  const ask = await started({ now, settings: { importMs: 100_000 } })
  const { url, received } = await receiver()
  await subscribe(ask, hook(url, ['message.sent']))
  await ask('POST', '/v2/campaigns/send', { campaignId: 12, contactIds: [1001] })
  isBroken = true
  await vi.waitFor(
    () => expect(process.stderr.write).toHaveBeenCalledWith(expect.stringContaining('no time')),
    patience,
  )
  isBroken = false

  await ask('POST', '/v2/email', { toAddresses: ['a@example.com'], subject: 'A', plainTextContent: 'B' })

  await vi.waitFor(() => expect(received).toHaveLength(1), patience)
})

it.each(['nowhere', 'ftp://example.com/hook', ''])('begins with no program that calls %j', async (url) => {
  const programs = [{ id: 3, name: 'Reviews', webhook: { url, body: {} } }]

  await expect(started({ world: { ...people, programs } })).rejects.toThrow(/Seed program 3: .*http/)
})
