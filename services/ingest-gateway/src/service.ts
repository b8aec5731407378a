import type { Message } from '@concord/contracts'
import { partsOf } from '@concord/domain'
import type { Handler } from '@concord/messaging'
import type { Observe } from '@concord/runtime'
import { after } from './accept.js'
import type { Hints, Journal } from './ports.js'
import type { Replays } from './replay.js'

interface Needs {
  readonly journal: Journal
  readonly hints: Pick<Hints, 'ask'>
  readonly replays: Pick<Replays, 'request'>
  /** Says that the relay has something to publish. */
  readonly wakeRelay: () => void
  /** Says that there is a replay to carry out. */
  readonly wakeReplay: () => void
  readonly now: () => Date
  /** How long a record may be in flight before it is driven again. */
  readonly dueAfterMs: number
  /** Counts how long records take to settle; left out, nobody does. */
  readonly observe?: Observe | undefined
}

/** Keeps the books: where each record stands, and what is to be handed on again. */
export const keepBooks =
  (needs: Needs): Handler =>
  async (message: Message) => {
    const { journal, hints, wakeRelay, now, dueAfterMs, observe = () => undefined } = needs
    switch (message.type) {
      case 'record.waiting.v1':
      case 'record.settled.v1':
        if (message.source !== 'ingest-gateway') noteSettling(observe, message, await journal.move(message))
        return []
      case 'command.refresh.v1':
        await hints.ask(
          message.marketplace,
          message.data.keys.map((key) => partsOf(key).id),
        )
        return []
      case 'command.replay.v1':
        await journal.release(message.data.keys, { at: message.time, dueAt: after(now(), dueAfterMs) })
        wakeRelay()
        if (message.source === 'monitor') await replayQuarantined(needs, message)
        return []
      default:
        return []
    }
  }

/** What a person has tried again may be set aside as well; evidence releases only what waits for it. */
const replayQuarantined = async ({ replays, wakeReplay }: Needs, { id, data }: Message<'command.replay.v1'>) => {
  await replays.request({ keys: [...data.keys], states: ['quarantined'] }, { id })
  wakeReplay()
}

type Told = Message<'record.waiting.v1' | 'record.settled.v1'>

const noteSettling = (
  observe: Observe,
  { recordkey, lane, time, data }: Told,
  acceptedAt: string | undefined,
): void => {
  if (acceptedAt === undefined) return
  const seconds = Math.max(0, Date.parse(time) - Date.parse(acceptedAt)) / 1_000
  observe('concord_record_settling_seconds', { kind: partsOf(recordkey).kind, lane, state: data.state }, seconds)
}
