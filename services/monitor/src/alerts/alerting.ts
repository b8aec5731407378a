import { createHash } from 'node:crypto'
import { alertKinds, type Instant } from '@concord/domain'
import type { Alert, AlertPace, Notice } from './alert.js'
import { type Blind, isHidden, keyOf } from './finding.js'
import type { Grouped } from './grouping.js'

interface Look {
  /** Those that are not resolved. */
  readonly alerts: readonly Alert[]
  readonly found: readonly Grouped[]
  readonly blind: readonly Blind[]
  readonly now: Instant
  readonly pace: AlertPace
}

export interface Step {
  /** As they are now; those that did not change are the same objects. */
  readonly alerts: readonly Alert[]
  /** Seen, but not for long enough that anybody was told. */
  readonly gone: readonly Alert[]
  readonly notices: readonly Notice[]
}

/** What becomes of all alerts by what was found just now: they open, escalate and resolve by themselves. */
export const alerted = ({ alerts, found, blind, now, pace }: Look): Step => {
  const known = new Map(alerts.map((alert) => [alert.key, alert]))
  const keys = new Set(found.map(keyOf))
  const present = found.map((finding) => {
    const alert = known.get(keyOf(finding))
    return told(advanced(alert === undefined ? begun(finding, now) : seenAgain(alert, finding), now, pace), now)
  })
  const absent = alerts.filter(({ key }) => !keys.has(key))
  const steps = [
    ...present,
    ...absent.map((alert) => (isHidden(alert, blind) ? unseen(alert, now, pace) : leaving(alert, now, pace))),
  ]
  const kept = new Set(steps.map(({ alert }) => alert?.id))
  return {
    alerts: steps.flatMap(({ alert }) => (alert === undefined ? [] : [alert])),
    gone: absent.filter(({ id }) => !kept.has(id)),
    notices: steps.flatMap(({ notice, alert }) =>
      notice === undefined || alert === undefined ? [] : [{ is: notice, alert }],
    ),
  }
}

interface One {
  readonly alert: Alert | undefined
  readonly notice?: Notice['is'] | undefined
}

const begun = (finding: Grouped, now: Instant): Alert => {
  const key = keyOf(finding)
  const id = createHash('sha256').update(`${key} ${now}`).digest('hex').slice(0, 32)
  return {
    ...finding,
    ...{ id, key, state: 'seen', seenAt: now, openedAt: null, absentAt: null, escalatedAt: null, resolvedAt: null },
    ...{ acknowledgedBy: null, acknowledgedAt: null, silencedUntil: null, isTold: false, told: null },
  }
}

const seenAgain = (alert: Alert, finding: Grouped): Alert => {
  // What got worse since somebody acknowledged it is not what they acknowledged.
  const isWorse = alert.severity === 'warning' && finding.severity === 'critical'
  const next = {
    ...alert,
    ...finding,
    absentAt: null,
    ...(isWorse ? { acknowledgedBy: null, acknowledgedAt: null } : {}),
  }
  return JSON.stringify(next) === JSON.stringify(alert) ? alert : next
}

/** Opens what was seen for long enough. */
const advanced = (alert: Alert, now: Instant, pace: AlertPace): One => {
  if (alert.state === 'seen') {
    const isHeld = secondsBetween(alert.seenAt, now) < alertKinds[alert.type].holdSeconds
    return { alert: isHeld ? alert : { ...alert, state: 'open', openedAt: now } }
  }
  const isDue =
    alert.state === 'open' &&
    alert.acknowledgedAt === null &&
    !isSilenced(alert, now) &&
    secondsBetween(alert.openedAt ?? now, now) >= pace.escalateMinutes(alert.owner) * 60
  return isDue ? { alert: { ...alert, state: 'escalated', escalatedAt: now }, notice: 'escalated' } : { alert }
}

/** Sees to it that nobody who silenced it is told, that what opened in silence is told after it, and what got much worse again. */
const told = ({ alert, notice }: One, now: Instant): One => {
  if (alert === undefined || alert.state === 'seen' || isSilenced(alert, now)) return { alert }
  const { severity, count } = alert
  const next: Alert = { ...alert, isTold: true, told: { severity, count } }
  if (!alert.isTold) return { alert: next, notice: 'opened' }
  if (notice !== undefined) return { alert: next, notice }
  if (alert.told === null) return { alert: next }
  return isMuchWorse(alert, alert.told) ? { alert: next, notice: 'opened' } : { alert }
}

/** So many times what somebody was told is news, whatever they did about it. */
const muchMore = 10

const isMuchWorse = ({ severity, count }: Alert, told: NonNullable<Alert['told']>): boolean =>
  (severity === 'critical' && told.severity === 'warning') || count >= told.count * muchMore

/** What nobody can look for goes on where somebody was told; what was only seen waits until it is seen again. */
const unseen = (alert: Alert, now: Instant, pace: AlertPace): One =>
  alert.state === 'seen' ? { alert } : told(advanced(alert, now, pace), now)

/** A break that is no longer than this does not let what is seen begin anew: a circuit lets calls through to see. */
const seenBreakSeconds = 120

const leaving = (alert: Alert, now: Instant, { resolveMinutes }: AlertPace): One => {
  const absentAt = alert.absentAt ?? now
  const lasts = alert.state === 'seen' ? seenBreakSeconds : resolveMinutes * 60
  if (secondsBetween(absentAt, now) < lasts) return { alert: alert.absentAt === null ? { ...alert, absentAt } : alert }
  if (alert.state === 'seen') return { alert: undefined }
  const resolved: Alert = { ...alert, absentAt, state: 'resolved', resolvedAt: now }
  return { alert: resolved, notice: alert.isTold && !isSilenced(alert, now) ? 'resolved' : undefined }
}

const isSilenced = ({ silencedUntil }: Alert, now: Instant): boolean => silencedUntil !== null && silencedUntil > now

const secondsBetween = (from: Instant, to: Instant): number => (Date.parse(to) - Date.parse(from)) / 1_000
