import type { Message } from '@concord/contracts'
import type { ConsentEvidence } from '@concord/domain'
import { beforeEach, describe, expect, it } from 'vitest'
import { addressHash } from './hashes.js'
import type { Passed } from './ports.js'
import { fact, hashOf } from './testing/facts.js'
import { guardOf } from './testing/guard.js'
import { memoryLedger } from './testing/memory-ledger.js'
import { contactIdentified, orderIdentified } from './testing/messages.js'
import { noEvidence } from './testing/no-evidence.js'

const account = 'main'
const noon = '2026-03-01T12:00:00.000Z'
const [ada, old] = ['ada@example.org', 'ada@old.example']
const adaHash = addressHash(hashOf, ada)
const consent: ConsentEvidence = { isGranted: true, text: 'Yes', at: '2026-03-01T11:00:00.000Z' }

describe('whom the guard remembers as passed on', () => {
  let passed: Passed[]
  let ledger: ReturnType<typeof memoryLedger>
  let grant: ConsentEvidence | undefined
  beforeEach(() => {
    passed = []
    grant = undefined
    const kept = memoryLedger()
    ledger = { ...kept, notePassed: (of, one) => (passed.push(one), kept.notePassed(of, one)) }
  })
  const guard = (message: Message) =>
    guardOf({ ledger, evidence: { ...noEvidence, grantOf: async () => grant } })(message)

  it('is whoever nothing is known of, once, though something is of a list, or of another address', async () => {
    await ledger.keep(account, [{ addressHash: adaHash, scope: 'list:7', fact: fact() }], true)
    await ledger.keep(account, [{ addressHash: addressHash(hashOf, old), fact: fact() }], true)
    for (let turn = 0; turn < 3; turn += 1) await guard(orderIdentified({ email: ada, otherEmails: [old] }))

    expect(passed).toEqual([{ addressHash: adaHash, at: noon, hasGrant: false }])
  })

  it('is nobody whom Dotdigital has said anything of, and no profile without an address', async () => {
    await ledger.keep(account, [{ addressHash: adaHash, fact: fact() }], true)
    await guard(orderIdentified({ email: ada }))
    await guard(contactIdentified({}))

    expect(passed).toEqual([])
  })

  it('is once more whom consent goes along with for the first time', async () => {
    await guard(orderIdentified({ email: ada }))
    grant = consent
    for (let turn = 0; turn < 3; turn += 1) await guard(orderIdentified({ email: ada }))

    expect(passed.map(({ hasGrant }) => hasGrant)).toEqual([false, true])
  })
})
