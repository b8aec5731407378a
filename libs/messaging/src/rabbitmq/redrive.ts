import { setTimeout as pause } from 'node:timers/promises'
import type { ServiceName } from '@concord/contracts'
import { lanes } from '@concord/domain'
import type { Channel, GetMessage } from 'amqplib'
import { QueueFull, Undecodable } from '../errors.js'
import { newsOfDeath } from '../news-of-death.js'
import { fateUnder, putBackBy } from './fate.js'
import { deathOf, notesOn, type Notes } from './headers.js'
import { burial, envelopeIn, kept, postMessages, textIn, type DeliveryNeeds } from './rabbitmq-delivery.js'
import type { Session } from './session.js'

/** Far below the broker's `consumer_timeout`, since what stays is in hand until the end. */
const longestLookMs = 600_000

const confirmWaitMs = 60_000

export interface Pass {
  readonly session: Session
  readonly service: ServiceName
  /** Milliseconds after each that the broker set aside: it may kill whoever takes it, and nothing else should be at hand then. */
  readonly gapMs: number
}

/** What a look came to. */
export interface Look {
  /** Letters put back. */
  readonly gone: number
  /** Letters that found no room where they were to go, and so stay. */
  readonly refused: number
  /** All were seen: nobody else held any, and there was time. */
  readonly isWhole: boolean
}

/**
 * Looks once at the dead letters of a service, `waiting` in number. Each leaves the queue only after the broker confirmed
 * where it went, so whoever dies in between leaves it there, or there twice. What stays is held unacked, so that those
 * behind it come into view, and returns to its place when the channel closes.
 */
export const redrive = async (pass: Pass, waiting: number, needs: DeliveryNeeds): Promise<Look> => {
  const channel = await pass.session.channel()
  const ends = { stays: 0, again: 0, told: 0, refused: 0 }
  let seen = 0
  const endsAt = performance.now() + longestLookMs
  try {
    while (seen < waiting && !needs.closing.aborted && performance.now() < endsAt) {
      const letter = await channel.get(needs.names.dead(pass.service))
      if (letter === false) break
      seen += 1
      ends[await endOf({ ...pass, channel, letter }, needs)] += 1
    }
  } finally {
    await channel.close()
  }
  return { gone: ends.again, refused: ends.refused, isWhole: seen === waiting }
}

interface Letter extends Pass {
  readonly channel: Channel
  readonly letter: GetMessage
}

const endOf = async (at: Letter, needs: DeliveryNeeds): Promise<'stays' | 'again' | 'told' | 'refused'> => {
  const { channel, letter, service, gapMs } = at
  const notes = notesOn(letter.properties)
  const fate = fateUnder(needs.build, notes)
  if (fate === 'stays') return fate
  try {
    await (fate === 'again' ? putBack : tell)(at, notes, needs)
  } catch (failure) {
    if (failure instanceof QueueFull) return 'refused'
    throw failure
  }
  channel.ack(letter)
  needs.log.info('dead-letter.tried', { id: textIn(letter, 'messageId'), service, outcome: fate, build: needs.build })
  if (fate === 'again' && notes.build === undefined)
    await pause(needs.ladderMs[0] + gapMs, undefined, { signal: needs.closing }).catch(() => undefined)
  return fate
}

/**
 * With all attempts of the ladder before it, and over its first rung: straight into the lane, one that kills would do so
 * before its letter is acked, and each life would put it back once more.
 */
const putBack = ({ session, service, letter }: Letter, notes: Notes, needs: DeliveryNeeds): Promise<void> => {
  const { names, build, ladderMs } = needs
  const posting = {
    exchange: names.retry(service, ladderMs[0]),
    routingKey: laneQueueOf(letter, notes, { names, service }),
    content: letter.content,
    options: kept(letter, putBackBy(build, notes)),
  }
  return session.post(posting, confirmWaitMs)
}

const tell = async ({ session, service, letter }: Letter, notes: Notes, needs: DeliveryNeeds): Promise<void> => {
  const code = deathOf(letter.properties.headers).reason === 'delivery_limit' ? 'delivery-limit' : 'set-aside-by-broker'
  const envelope = envelopeIn(letter)
  const news = newsOfDeath(envelope instanceof Undecodable ? undefined : envelope, service, code)
  await postMessages(session, news, { ...needs, waitMs: confirmWaitMs })
  const queue = laneQueueOf(letter, notes, { names: needs.names, service })
  const options = kept(letter, notes, burial(code, needs.build, queue))
  const posting = { exchange: needs.names.dead(service), routingKey: queue, content: letter.content, options }
  await session.post(posting, confirmWaitMs)
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
