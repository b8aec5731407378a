import { consentGuard } from '../service.js'
import { hashOf } from './facts.js'
import { memoryCustomerBook } from './memory-customer-book.js'
import { memoryLedger } from './memory-ledger.js'
import { noEvidence } from './no-evidence.js'
import { noWriteBacks } from './no-write-backs.js'

/** The guard at noon, with nothing known and nothing configured but what a test is about. */
export const guardOf = (parts: Partial<Parameters<typeof consentGuard>[0]>) =>
  consentGuard({
    ...{ ledger: memoryLedger(), customers: memoryCustomerBook(), evidence: noEvidence, writeBacks: noWriteBacks },
    ...{ scopesOf: () => [], accountOf: () => 'main', isGuest: () => false, hear: async () => undefined },
    ...{ hash: hashOf, now: () => new Date('2026-03-01T12:00:00Z') },
    ...parts,
  })
