import { setTimeout as pause } from 'node:timers/promises'
import type { ServiceName } from '@concord/contracts'
import { lanes } from '@concord/domain'
import type { Channel, GetMessage } from 'amqplib'
import { faultOf } from '../faults.js'
import { newsOfDeath } from '../news-of-death.js'
import { deathOf, notesOn, type Notes } from './headers.js'
import { burial, envelopeIn, kept, postAll, postingOf, textIn, type DeliveryNeeds } from './rabbitmq-delivery.js'
import type { Session } from './session.js'
import { Undecodable } from '../errors.js'

/** How the dead letters of a service are tried again. */
export interface RedrivePace {
  /** Between two looks at them. */
  readonly everyMs: number
  /** After each that the broker set aside: it may kill whoever takes it, and nothing else should be at hand then. */
  readonly gapMs: number
  /** Looked at in one go; they are held in memory. */
  readonly atMost: number
}

export const defaultRedrivePace: RedrivePace = { everyMs: 60_000, gapMs: 2_000, atMost: 1_000 }

export type Fate = 'stays' | 'again' | 'told'

/**
 * What becomes of a dead letter: each is tried again once under each build. What the broker set aside again under the
 * same build is told of, since no handler lived to tell.
 */
export const fateUnder = (build: string, { build: buriedBy, tried }: Pick<Notes, 'build' | 'tried'>): Fate => {
  if (tried.includes(build)) return buriedBy === undefined ? 'told' : 'stays'
  return buriedBy === build ? 'stays' : 'again'
}

/** Builds remembered on a letter. */
const mostTried = 20

/** Far below the broker's `consumer_timeout`, since what stays is in hand until the end. */
const longestLookMs = 120_000

export interface Pass {
  readonly session: Session
  readonly service: ServiceName
  readonly pace: RedrivePace
}

/**
 * Looks once at the dead letters of a service. Each leaves the queue only after the broker confirmed where it went, so
 * whoever dies in between leaves it there, or there twice.
 */
export const redrive = async (pass: Pass, needs: DeliveryNeeds): Promise<void> => {
  const { session, service, pace } = pass
  const queue = needs.names.dead(service)
  const waiting = (await session.inspect(queue))?.messages ?? 0
  if (waiting === 0) return
  const channel = await session.channel()
  const staying: GetMessage[] = []
  const endsAt = performance.now() + longestLookMs
  const mayGoOn = (): boolean => !needs.closing.aborted && performance.now() < endsAt
  try {
    for (let seen = 0; seen < Math.min(waiting, pace.atMost) && mayGoOn(); seen += 1) {
      const letter = await channel.get(queue)
      if (letter === false) break
      staying.push(letter)
      if (await moved({ ...pass, channel, letter, isDeep: waiting > pace.atMost }, needs)) staying.pop()
    }
  } finally {
    for (const letter of staying) channel.nack(letter)
    await channel.close()
  }
}

interface Letter extends Pass {
  readonly channel: Channel
  readonly letter: GetMessage
  /** There are more behind than one look holds. */
  readonly isDeep: boolean
}

/** Whether it left its place. */
const moved = async (at: Letter, needs: DeliveryNeeds): Promise<boolean> => {
  const { channel, letter, service, pace } = at
  const notes = notesOn(letter.properties)
  const fate = fateUnder(needs.build, notes)
  if (fate === 'stays' && !at.isDeep) return false
  if (fate === 'again') await putBack(at, notes, needs)
  else if (fate === 'told') await tell(at, notes, needs)
  else await toTheEnd(at, needs)
  channel.ack(letter)
  if (fate === 'stays') return true
  needs.log.info('dead-letter.tried', { id: textIn(letter, 'messageId'), service, outcome: fate, build: needs.build })
  if (fate === 'again' && notes.build === undefined)
    await pause((needs.ladderMs[0] ?? 0) + pace.gapMs, undefined, { signal: needs.closing }).catch(() => undefined)
  return true
}

/**
 * With all attempts of the ladder before it, and over its first rung: straight into the lane, one that kills would do so
 * before its letter is acked, and each life would put it back once more.
 */
const putBack = ({ session, service, letter }: Letter, notes: Notes, needs: DeliveryNeeds): Promise<void> => {
  const { names, build } = needs
  const [delayMs] = needs.ladderMs
  const tried = [...notes.tried, build].slice(-mostTried)
  return session.post({
    exchange: delayMs === undefined ? names.again(service) : names.retry(service, delayMs),
    routingKey: laneQueueOf(letter, notes, { names, service }),
    content: letter.content,
    options: kept(letter, { ...notes, tried }),
  })
}

const tell = async ({ session, service, letter }: Letter, notes: Notes, needs: DeliveryNeeds): Promise<void> => {
  const code = deathOf(letter.properties.headers).reason === 'delivery_limit' ? 'delivery-limit' : 'set-aside-by-broker'
  const envelope = envelopeIn(letter)
  const news = newsOfDeath(envelope instanceof Undecodable ? undefined : envelope, service, code)
  await postAll(
    session.post,
    news.map((message) => postingOf(message, needs)),
  )
  const queue = laneQueueOf(letter, notes, { names: needs.names, service })
  const options = kept(letter, notes, burial(code, needs.build, queue))
  await session.post({ exchange: needs.names.dead(service), routingKey: queue, content: letter.content, options })
}

/** Behind those that were not looked at yet. */
const toTheEnd = ({ session, service, letter }: Letter, { names }: DeliveryNeeds): Promise<void> => {
  const { content, fields, properties } = letter
  const options = { ...kept(letter, notesOn(properties)), headers: properties.headers }
  return session.post({ exchange: names.dead(service), routingKey: fields.routingKey, content, options })
}

/** Where it was set aside from; bulk where nothing says so. */
const laneQueueOf = (
  letter: GetMessage,
  { queue }: Notes,
  { names, service }: Pick<DeliveryNeeds, 'names'> & { service: ServiceName },
): string => {
  const known = lanes.map((lane) => names.lane(service, lane))
  const lane = letter.fields.routingKey.endsWith('.realtime') ? 'realtime' : 'bulk'
  return queue !== undefined && known.includes(queue) ? queue : names.lane(service, lane)
}

interface Rounds {
  readonly pace: RedrivePace
  readonly needs: DeliveryNeeds
  readonly sessionNow: () => Session | undefined
}

/** Looks soon after a service began to consume, then again and again until the bus closes; resolves after the last look. */
export const redriving = async (service: ServiceName, { pace, needs, sessionNow }: Rounds): Promise<void> => {
  const { closing, log } = needs
  const rest = (ms: number): Promise<void> => pause(ms, undefined, { signal: closing }).catch(() => undefined)
  await rest(pace.gapMs)
  while (!closing.aborted) {
    const session = sessionNow()
    if (session !== undefined)
      await redrive({ session, service, pace }, needs).catch((failure: unknown) => {
        const { code, text } = faultOf(failure)
        log.error('dead-letters.not-tried', { service, code, reason: text })
      })
    await rest(pace.everyMs)
  }
}
