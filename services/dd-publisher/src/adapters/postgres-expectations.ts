import type { Expectations } from '../comparison-port.js'
import { creationsAmong, expectedContacts } from './expected-contacts.js'
import { expectedOrders, type ExpectedNeeds, expectedSellers } from './expected-records.js'
import { sentTriggers } from './sent-triggers.js'
import { unseen } from './unseen.js'

/** What should stand in Dotdigital by the projection, in the words of whoever compares. */
export const postgresExpectations = (needs: ExpectedNeeds): Expectations => ({
  orders: (scope, keys) => expectedOrders(needs, scope, keys),
  sellers: (scope, keys) => expectedSellers(needs, scope, keys),
  contacts: (scope, ids) => expectedContacts(needs, scope, ids),
  creations: (account, ids) => creationsAmong(needs.db, account, ids),
  unseen: (scope, what, cursor) => unseen(needs, scope, what, cursor),
  sentTriggers: sentTriggers(needs.db, needs.vault),
})
