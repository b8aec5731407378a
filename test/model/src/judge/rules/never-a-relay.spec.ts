import { expect, it } from 'vitest'
import { relayDomains } from '../../world/mapping.js'
import { account, contact, evidence, exchange } from '../testing/evidence.js'
import { neverARelay } from './never-a-relay.js'

it.each(relayDomains)('finds an address at %s in what was asked, and in what is there', (domain) => {
  const email = `order-1@${domain}`
  const inPath = exchange({ path: `/contacts/v3/email/${encodeURIComponent(email)}` })
  const inBody = exchange({ method: 'POST', path: '/contacts/v3', asked: { identifiers: { email } } })
  const after = account({ contacts: [contact({ email })] })

  expect(neverARelay(evidence({ dotdigital: [inPath, inBody], after }))).toHaveLength(3)
})

it('finds nothing in real addresses', () => {
  expect(neverARelay(evidence({ dotdigital: [exchange({ path: '/contacts/v3/email/ann@example.com' })] }))).toEqual([])
})
