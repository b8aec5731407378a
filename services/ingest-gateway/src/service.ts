import type { Message } from '@concord/contracts'
import type { Handler } from '@concord/messaging'
import { after } from './accept.js'
import type { Journal } from './ports.js'

interface Needs {
  readonly journal: Journal
  /** Says that the relay has something to publish. */
  readonly wakeRelay: () => void
  readonly now: () => Date
  /** How long a record may be in flight before it is driven again. */
  readonly dueAfterMs: number
}

/** Keeps the books: where each record stands, and what is to be handed on again. */
export const keepBooks =
  ({ journal, wakeRelay, now, dueAfterMs }: Needs): Handler =>
  async (message: Message) => {
    switch (message.type) {
      case 'record.waiting.v1':
      case 'record.settled.v1':
        if (message.source !== 'ingest-gateway') await journal.move(message)
        return []
      case 'command.replay.v1':
        await journal.release(message.data.keys, { at: message.time, dueAt: after(now(), dueAfterMs) })
        wakeRelay()
        return []
      default:
        return []
    }
  }
