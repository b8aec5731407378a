import type { Log } from '@concord/runtime'
import { type RequestHandler, Router } from 'express'
import type { PollState } from '../../polling-ports.js'
import type { Journal } from '../../ports.js'
import { books } from './books.js'
import { openDoor } from './door.js'
import { dotdigitalWebhooks } from './dotdigital-webhooks.js'
import { miraklWebhooks } from './mirakl-webhooks.js'
import type { SenderLimits } from './rates.js'
import { records } from './records.js'
import { salesOrders } from './sales-orders.js'
import type { CredentialsOf, DotdigitalSendersOf } from './senders.js'
import type { TakeInNeeds } from './take-in.js'

interface Needs extends TakeInNeeds {
  readonly journal: Pick<Journal, 'conservation'>
  readonly polls: Pick<PollState, 'cycles'>
  readonly credentialsOf: CredentialsOf
  readonly dotdigitalSendersOf: DotdigitalSendersOf
  readonly hash: (text: string) => string
  readonly limits: SenderLimits
  readonly log: Pick<Log, 'warn'>
  /** Lets only readers of the books pass. */
  readonly readers: RequestHandler
  /** What else is offered beside the ways in, each with its own guard. */
  readonly others: readonly Router[]
}

export const gatewayRoutes = (needs: Needs): Router => {
  const { postsPerMinute } = needs.limits
  const ways = [
    miraklWebhooks(needs),
    records({ ...needs, postsPerMinute }),
    salesOrders(needs),
    dotdigitalWebhooks(needs),
  ]
  const router = Router()
  for (const part of [openDoor(ways, needs.limits), books(needs), ...needs.others]) router.use(part)
  return router
}
