import { instanceOf, memoryBudgets } from '@concord/mirakl'
import { dotdigitalAccount } from './adapters/dotdigital-account.js'
import { httpVisit } from './adapters/http-visit.js'
import { miraklMarketplace } from './adapters/mirakl-marketplace.js'
import { publisherHttp } from './adapters/publisher-http.js'
import type { World } from './check.js'

/** The world as it is. Allowances of Mirakl are kept to within one run; beyond, its 429 is obeyed. */
export const worldOf = (publisher: { readonly url: string; readonly token: string }): World => {
  const budgetOf = memoryBudgets(() => new Date())
  return {
    openMarketplace: (connection, persona) =>
      miraklMarketplace(connection, budgetOf({ instance: instanceOf(connection.url), persona })),
    openAccount: dotdigitalAccount,
    publisher: publisherHttp(publisher),
    visit: httpVisit,
  }
}
