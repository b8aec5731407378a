import { createHash } from 'node:crypto'
import type { AlertType, Instant, Owner, Severity } from '@concord/domain'
import type { AlertRules } from '@concord/runtime'
import type { Alert, Notice, NoticeKind } from './alert.js'
import type { Example } from './finding.js'
import type { Folded } from './grouping.js'

/** What is said of an alert, as it was when it was to be said. */
export interface Telling {
  readonly alertId: string
  readonly is: NoticeKind
  readonly type: AlertType
  readonly severity: Severity
  readonly owner: Owner
  readonly count: number
  readonly examples: readonly Example[]
  readonly blanks: Readonly<Record<string, string>>
  readonly folded: readonly Folded[]
  readonly openedAt: Instant
  readonly at: Instant
}

/** Something to be said over one route. */
export interface Delivery {
  /** The same at each attempt, so that a receiver can tell what comes twice. */
  readonly id: string
  readonly alertId: string
  readonly route: string
  readonly notice: NoticeKind
  readonly facts: Telling
}

/** As the API shows it. */
export interface DeliveryShown {
  readonly id: string
  readonly route: string
  readonly notice: NoticeKind
  readonly createdAt: Instant
  readonly attempts: number
  readonly sentAt: Instant | null
  /** Why the last attempt failed. */
  readonly failure: string | null
}

/** What follows from notices: each goes over each route of its owner, once. */
export const deliveriesOf = (notices: readonly Notice[], { owners }: AlertRules, now: Instant): readonly Delivery[] =>
  notices.flatMap(({ is, alert }) => {
    const { routes = [], escalateTo = [] } = owners[alert.owner] ?? {}
    const wider = is === 'escalated' || alert.escalatedAt !== null ? escalateTo : []
    return [...new Set([...routes, ...wider])]
      .filter((route) => alert.type !== 'delivery-failing' || route !== alert.group)
      .map((route) => deliveryOf({ is, alert }, route, now))
  })

const deliveryOf = ({ is, alert }: Notice, route: string, now: Instant): Delivery => ({
  id: `msg_${createHash('sha256').update(`${alert.id} ${is} ${now} ${route}`).digest('hex').slice(0, 32)}`,
  ...{ alertId: alert.id, route, notice: is, facts: tellingOf(alert, is, now) },
})

const tellingOf = (alert: Alert, is: NoticeKind, at: Instant): Telling => {
  const { id: alertId, type, severity, owner, count, examples, blanks, folded } = alert
  const openedAt = alert.openedAt ?? at
  return { alertId, is, type, severity, owner, count, examples, blanks, folded, openedAt, at }
}
