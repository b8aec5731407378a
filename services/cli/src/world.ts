import { instanceOf, memoryBudgets } from '@concord/mirakl'
import { httpVisit } from '@concord/runtime'
import { dotdigitalAccount } from './adapters/dotdigital-account.js'
import { draftsOf } from './adapters/editor.js'
import { miraklMarketplace } from './adapters/mirakl-marketplace.js'
import { gatewayHttp } from './adapters/gateway-http.js'
import { handoverHttp } from './adapters/handover-http.js'
import { monitorHttp } from './adapters/monitor-http.js'
import { publisherHttp } from './adapters/publisher-http.js'
import type { World } from './ports.js'
import type { Services } from './surroundings.js'

/** The world as it is. Allowances of Mirakl are kept to within one run; beyond, its 429 is obeyed. */
export const worldOf = ({ gateway, guard, monitor, publisher }: Services): World => {
  const budgetOf = memoryBudgets(() => new Date())
  return {
    openMarketplace: (connection, persona) =>
      miraklMarketplace(connection, budgetOf({ instance: instanceOf(connection.url), persona })),
    openAccount: dotdigitalAccount,
    gateway: gatewayHttp(gateway),
    monitor: monitorHttp(monitor),
    publisher: publisherHttp(publisher),
    handover: handoverHttp({ monitor, guard }),
    visit: httpVisit,
    draft: draftsOf(process.env),
  }
}
