import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { exceptionsContract } from '../testing/exceptions.contract.js'
import { disputeTold, triggerTold, waiting } from '../testing/messages.js'
import { databases } from '../testing/opened.js'

for (const [name, open] of databases) exceptionsContract(name, open)

describe.each(databases)('a start, in %s,', (_name, open) => {
  it('resolves what went on while a replica of before listened, which keeps no exceptions', async () => {
    const { db, timelines, exceptions, close } = await open()
    try {
      await timelines.note(waiting({ state: 'waiting', reason: 'rejected-by-dotdigital' }))
      await timelines.note(triggerTold({ state: 'waiting', reason: 'links-unresolved' }))
      await timelines.note(disputeTold())
      await sql`update monitor.disputes set state = 'ended'`.execute(db)
      await sql`update monitor.records set state = 'delivered', reason = 'published'`.execute(db)
      await sql`update monitor.triggers set state = 'sent', reason = 'sent'`.execute(db)
      expect((await exceptions.list({ state: 'open' }, { limit: 9 })).items).toHaveLength(3)

      await exceptions.catchUp()
      expect((await exceptions.list({ state: 'resolved' }, { limit: 9 })).items).toHaveLength(3)
    } finally {
      await close()
    }
  }, 60_000)
})

describe.each(databases)('the audit trail in %s', (_name, open) => {
  it('is never changed, deleted or emptied, as the database has it', async () => {
    const { db, timelines, exceptions, close } = await open()
    try {
      await timelines.note(waiting({ state: 'waiting', reason: 'rejected-by-dotdigital' }))
      const [{ id } = { id: '' }] = (await exceptions.list({}, { limit: 1 })).items
      const by = { name: 'Olga', role: 'operator' } as const
      await exceptions.act({ id, by, at: '2026-03-10T12:00:00.000Z', action: { is: 'note', text: 'seen' } })

      for (const statement of [
        "update monitor.audit set who = 'nobody'",
        'delete from monitor.audit',
        'truncate monitor.audit',
      ])
        await expect(sql.raw(statement).execute(db)).rejects.toThrow('monitor.audit is only added to')
      expect((await exceptions.deeds({}, { limit: 9 })).items).toMatchObject([{ who: 'Olga' }])
    } finally {
      await close()
    }
  }, 60_000)
})
