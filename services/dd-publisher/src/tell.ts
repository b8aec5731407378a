import { follow, type Message, outcomeOf } from '@concord/contracts'
import type { Bus } from '@concord/messaging'
import type { News } from './news-port.js'

const batch = 200
const self = 'dd-publisher'

/** Tells what became of records, triggers and disputes, from flagged rows; answers whether there may be more. */
export const tellNews = async (news: News, bus: Bus): Promise<boolean> => {
  const outcomes = await news.outcomes(batch)
  const triggers = await news.triggers(batch)
  const disputes = await news.disputes(batch)
  if (outcomes.length + triggers.length + disputes.length === 0) return false

  await bus.publish([
    ...triggers.map(({ cause, outcome, ...told }) =>
      follow(cause as Message, self, 'trigger.told.v1', { ...told, ...outcome }),
    ),
    ...disputes.map(({ cause, ...told }) => follow(cause as Message, self, 'dispute.told.v1', told)),
    ...outcomes.map(({ cause, outcome }) => outcomeOf(cause as Message, self, outcome)),
  ])
  await news.triggersTold(triggers)
  await news.disputesTold(disputes)
  await news.outcomesTold(outcomes)
  return [outcomes, triggers, disputes].some(({ length }) => length === batch)
}
