import type { AccountConfig } from '@concord/runtime'
import type { Volumes } from './answers.js'
import { type Finding, note, ok, warning } from './finding.js'
import type { TierLeft } from './ports.js'

/** How often a trigger of an account is expected. */
export interface Expected {
  readonly trigger: string
  readonly perDay: number
  readonly busiestHour: number
}

/** All programs of an account together: 20 calls an hour, 25 contacts a call (developer.dotdigital.com, program enrolments). */
const enrolment = { callsAnHour: 20, contactsACall: 25 }
/** By default, a UTC day (developer.dotdigital.com/docs/transactional-email). */
const campaignsADay = 50_000
/** Of one call that hands over events (developer.dotdigital.com/reference/import-events). */
const eventsACall = 5_000

/** No shop's day is even: the busiest hour is taken to bring a tenth of it, where nothing has been measured. */
const shareOfBusiestHour = 0.1

/** Every trigger at most once for each order, where nobody has measured how often. */
export const assumed = (triggers: readonly string[], ordersPerDay: number): readonly Expected[] =>
  triggers.map((trigger) => ({
    ...{ trigger, perDay: ordersPerDay, busiestHour: Math.ceil(ordersPerDay * shareOfBusiestHour) },
  }))

/** What the publisher saw in the last days; of a trigger it never saw nothing is said. */
export const measured = ({ days, volumes }: Volumes, account: string): readonly Expected[] =>
  volumes
    .filter((volume) => volume.account === account)
    .map(({ trigger, occurrences, busiestHour }) => ({ trigger, perDay: Math.ceil(occurrences / days), busiestHour }))

/** Whether each channel of an account can carry what is expected of it; a warning names numbers and remedy. */
export const capacityFindings = (
  account: AccountConfig,
  expected: readonly Expected[],
  rates: readonly TierLeft[],
): readonly Finding[] => {
  const subject = `account ${account.id}`
  const loads = expected.flatMap((one) => {
    const rule = Object.hasOwn(account.triggers, one.trigger) ? account.triggers[one.trigger] : undefined
    return rule === undefined ? [] : [{ ...one, channel: rule.channel }]
  })
  const carried = {
    programs: loads.filter(({ channel }) => 'program' in channel),
    campaigns: loads.filter(({ channel }) => 'campaigns' in channel),
    lists: loads.filter(({ channel }) => 'listEntry' in channel),
    events: loads.filter(({ channel }) => 'event' in channel),
  }
  const unseen = Object.keys(account.triggers).filter((name) => !expected.some(({ trigger }) => trigger === name))
  return [
    ...enrolmentFindings(subject, carried.programs),
    ...campaignFindings(subject, carried.campaigns),
    ...tierFindings(subject, { ...channels.lists, loads: carried.lists, rates }),
    ...tierFindings(subject, { ...channels.events, loads: carried.events, rates }),
    ...(unseen.length === 0 ? [] : [unmeasured(subject, unseen)]),
  ]
}

interface Load extends Expected {
  readonly channel: AccountConfig['triggers'][string]['channel']
}

const otherThanProgram = 'Let one of them go by a list entry or an event, and start the program from that.'

const enrolmentFindings = (subject: string, loads: readonly Load[]): readonly Finding[] => {
  if (loads.length === 0) return []
  const names = namesOf(loads)
  const [calls, callsADay] = [callsFor(loads, 'busiestHour'), callsFor(loads, 'perDay')]
  const { callsAnHour, contactsACall } = enrolment
  const limit = `Dotdigital takes ${callsAnHour} calls an hour of ${contactsACall} contacts each, over all programs`
  const expected = `${total(loads, 'busiestHour')} enrolments by ${names} in the busiest hour need ${calls} calls`
  if (callsADay > 24 * callsAnHour) {
    const what = `${total(loads, 'perDay')} enrolments a day by ${names} need ${callsADay} calls, and ${limit}: they never catch up`
    return [warning(subject, what, otherThanProgram)]
  }
  if (calls > callsAnHour) return [warning(subject, `${expected}, and ${limit}: some wait for hours`, otherThanProgram)]
  return [ok(subject, `${expected}; ${limit}`)]
}

/** Each program takes calls of its own. */
const callsFor = (loads: readonly Load[], per: 'perDay' | 'busiestHour'): number => {
  const byProgram = new Map<number, number>()
  for (const load of loads) {
    if (!('program' in load.channel)) continue
    byProgram.set(load.channel.program, (byProgram.get(load.channel.program) ?? 0) + load[per])
  }
  return [...byProgram.values()].reduce((calls, contacts) => calls + Math.ceil(contacts / enrolment.contactsACall), 0)
}

const campaignFindings = (subject: string, loads: readonly Load[]): readonly Finding[] => {
  if (loads.length === 0) return []
  const limit = `Dotdigital sends ${campaignsADay} a day by default`
  const expected = `${total(loads, 'perDay')} triggered campaigns a day by ${namesOf(loads)}`
  if (total(loads, 'perDay') <= campaignsADay) return [ok(subject, `${expected}; ${limit}`)]
  return [
    warning(
      subject,
      `${expected}, and ${limit}`,
      'Have Dotdigital raise the limit, or use another channel for one of them.',
    ),
  ]
}

interface Tiered {
  readonly loads: readonly Load[]
  readonly rates: readonly TierLeft[]
  readonly what: string
  /** Part of the tier's name. */
  readonly tier: string
  readonly itemsACall: number
}

const channels = {
  lists: { what: 'list entries', tier: 'medium', itemsACall: 1 },
  events: { what: 'events', tier: 'low', itemsACall: eventsACall },
}

/** The limit of a tier shows in the answers to its calls, and only there. */
const tierFindings = (subject: string, { loads, rates, what, tier, itemsACall }: Tiered): readonly Finding[] => {
  if (loads.length === 0) return []
  const expected = `${total(loads, 'busiestHour')} ${what} by ${namesOf(loads)} in the busiest hour`
  const rate = rates.find((one) => one.tier === tier)
  if (rate === undefined)
    return [
      note(
        subject,
        `${expected} share the calls of tier ${tier}, whose limit no reading shows`,
        'See Settings, Access, API rate limits in Dotdigital.',
      ),
    ]
  const most = rate.limit * 60 * itemsACall
  const limit = `tier ${tier} takes ${most} an hour`
  if (total(loads, 'busiestHour') <= most) return [ok(subject, `${expected}; ${limit}`)]
  return [
    warning(
      subject,
      `${expected}, and ${limit}`,
      'Use another channel for one of them, or have Dotdigital raise the limit.',
    ),
  ]
}

const unmeasured = (subject: string, triggers: readonly string[]): Finding =>
  note(subject, `no figures yet for ${triggers.join(', ')}`, 'Say how many orders to expect: --orders-per-day.')

const total = (loads: readonly Load[], per: 'perDay' | 'busiestHour'): number =>
  loads.reduce((sum, load) => sum + load[per], 0)

const namesOf = (loads: readonly Load[]): string => loads.map(({ trigger }) => trigger).join(', ')
