import type { EventSend } from './dotdigital-port.js'
import { type Opened, take } from './opened.js'
import { attempt, carriedBy, type SendNeeds } from './sending.js'

interface ReadyEvent extends Opened {
  readonly event: EventSend
}

/** By events, which programs of the account act upon. */
export const sendEvents = async (needs: SendNeeds, opened: readonly Opened[]): Promise<void> => {
  const ready: ReadyEvent[] = []
  for (const { one, channel } of carriedBy('event', needs, opened)) {
    const { occurrence, contactId } = one.trigger
    const { values } = one
    const id = `${occurrence.trigger} ${occurrence.subject}`
    ready.push({ ...one, event: { contactId, type: channel.event, id, occurredAt: occurrence.at, values } })
  }
  if (ready.length > 0) await sendBatch(needs, ready)
}

const sendBatch = async (needs: SendNeeds, ready: readonly ReadyEvent[]): Promise<void> => {
  const { triggers, platform } = needs
  await attempt(needs, await take(needs, ready), {
    call: (batch) => platform.sendEvents(batch.map(({ event }) => event)),
    done: (batch) =>
      triggers.conclude(
        batch.map(({ trigger, proof }) => ({ trigger, proof, outcome: { state: 'sent', reason: 'sent' } })),
      ),
  })
}
