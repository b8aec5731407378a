import { begin, type Message } from '@concord/contracts'
import { type IdentityRules, recordKey, version } from '@concord/domain'
import type { Bus } from '@concord/messaging'
import type { News, NewsItem, OverdueWait } from './ports.js'
import { overdueBefore, overdueDetail } from './waits.js'

const batch = 200
const self = 'identity-resolver'

/** Tells what a merge, a split or another address changed, from rows; answers whether there may be more. */
export const tellNews = async (news: News, bus: Bus): Promise<boolean> => {
  const untold = await news.untold(batch)
  if (untold.length === 0) return false
  await bus.publish(untold.map(messageOf))
  await news.told(untold.map(({ id }) => id))
  return untold.length === batch
}

const messageOf = (item: NewsItem): Message => {
  if (item.is === 'release') return releaseOf(item.keys, item.at)
  const { marketplace, profileId, revision, email, otherEmails, customers, orders, at } = item
  return begin({
    type: 'identified.contact.v1',
    source: self,
    recordkey: recordKey(marketplace, 'contact', profileId),
    recordversion: version(at, at, String(revision).padStart(16, '0')),
    lane: 'realtime',
    data: { profile: { profileId, revision, email, otherEmails: [...otherEmails], customers }, orders: [...orders] },
  })
}

const releaseOf = (keys: readonly string[], at: string): Message =>
  begin({
    type: 'command.replay.v1',
    source: self,
    recordkey: keys[0] ?? '',
    recordversion: version(at, at, 'release'),
    lane: 'realtime',
    data: { keys: [...keys], because: 'identified' },
  })

interface OverdueNeeds {
  readonly news: News
  readonly bus: Bus
  readonly marketplaces: readonly Pick<IdentityRules, 'id' | 'waitForIdentityHours'>[]
  readonly now: () => Date
}

/** Says once of every record that has waited too long whose turn it is; evidence releases it all the same. */
export const tellOverdue = async ({ news, bus, marketplaces, now }: OverdueNeeds): Promise<boolean> => {
  let isMore = false
  for (const { id, waitForIdentityHours: hours } of marketplaces) {
    const waits = await news.overdue(id, overdueBefore(hours, now()), batch)
    if (waits.length === 0) continue
    await bus.publish(waits.map((wait) => overdueMessage(wait, hours)))
    await news.overdueTold(
      waits.map(({ record }) => record),
      now().toISOString(),
    )
    isMore ||= waits.length === batch
  }
  return isMore
}

const overdueMessage = ({ record, version: recordversion, lane, isOrderKnown }: OverdueWait, hours: number): Message =>
  begin({
    type: 'record.waiting.v1',
    source: self,
    recordkey: record,
    recordversion,
    lane,
    data: { state: 'waiting', reason: 'identity-overdue', detail: overdueDetail(hours, isOrderKnown) },
  })
