import { alertKinds } from '@concord/domain'
import type { Alert } from '../alerts/alert.js'
import type { Alerts } from '../alerts/alerts-port.js'
import type { PendingOrders } from '../alerts/watched.js'
import { type Finding, keyOf } from '../alerts/finding.js'
import { found } from '../alerts/found.js'
import type { Grouped } from '../alerts/grouping.js'
import { minute } from './messages.js'

/** Something that is wrong; a test sets only what it is about. */
export const finding = (about: Partial<Finding> = {}): Finding => {
  const { type = 'queue-deep', place = { service: 'dd-publisher' }, group = 'dd-publisher.bulk', ...rest } = about
  return { ...found(type, { place, group, where: group === '' ? 'there' : group }), ...rest }
}

export const alone = (about: Partial<Finding> = {}): Grouped => ({ ...finding(about), folded: [] })

/** An alert that stands; a test sets only what it is about. */
export const alert = (about: Partial<Alert> = {}): Alert => {
  const one = alone(about)
  return {
    ...one,
    ...{ id: 'a-1', key: keyOf(one), state: 'open', seenAt: minute(0), openedAt: minute(0), absentAt: null },
    ...{ escalatedAt: null, resolvedAt: null, acknowledgedBy: null, acknowledgedAt: null, silencedUntil: null },
    ...{ isTold: true, told: null, severity: alertKinds[one.type].severity, ...about },
  }
}

/** There are none. */
export const noAlerts: Alerts = {
  advance: async () => undefined,
  list: async () => ({ items: [] }),
  find: async () => undefined,
  act: async () => ({ is: 'unknown' }),
  forget: async () => 0,
}

/** None is. */
export const noPending: PendingOrders = { list: async () => ({ items: [] }) }
