import type { Message } from '@concord/contracts'
import type { Handler } from '@concord/messaging'
import type { Journal } from './ports.js'

interface Needs {
  readonly journal: Journal
  /** Says that the relay has something to publish. */
  readonly wakeRelay: () => void
}

/** Keeps the books: where each record stands, and what is to be handed on again. */
export const keepBooks =
  ({ journal, wakeRelay }: Needs): Handler =>
  async (message: Message) => {
    switch (message.type) {
      case 'record.waiting.v1':
      case 'record.settled.v1':
        if (message.source !== 'ingest-gateway') await journal.move(message)
        return []
      case 'command.replay.v1':
        await journal.release(message.data.keys, message.time)
        wakeRelay()
        return []
      default:
        return []
    }
  }
